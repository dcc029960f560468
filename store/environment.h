// SPDX-License-Identifier: Apache-2.0
// LMDB behind values: Environment, ReadTxn, WriteTxn, Table, Cursor. The only header that other rooms need to read or write
// tables; lmdb.h is included nowhere outside store/. Layout of every table: docs/store_format.md.
//
// Threads: an Environment may be used by any thread; a transaction belongs to the thread that uses it at the moment (the
// environment is opened with MDB_NOTLS), is never held across a suspension point, and there is at most one WriteTxn.
// Lifetime: bytes returned by Get and Cursor live until the transaction ends (read) or until the next write (write).
// Checksums: every value is stored with 8 bytes of XXH3-64 over (table number, key, value); a mismatch is kDamaged, never data.
// An environment is opened once per process (two opens of one file lose LMDB's locks): a second Open of the same inode is kInUse.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace cybercheck::store {

inline constexpr size_t kMapBytesDefault = size_t{256} << 30;  // address space, not disk
inline constexpr size_t kTableKeyBytesMax = 511;               // LMDB's limit

class ReadTxn;
class WriteTxn;

struct EnvironmentOptions {
  size_t map_bytes = kMapBytesDefault;
  bool read_only = false;
  bool no_sync = false;          // only for tests that must fail because of it
  bool no_lock = false;          // only read_only, and only where nobody else can write
  unsigned tables_max = 64;
  unsigned readers_max = 512;
};

// A named table. `number` is stored in its values' checksums and listed in docs/store_format.md.
struct TableId {
  const char* name;
  uint16_t number;
};

class Table {
 public:
  Table() = default;
  // nullopt: no such key. Errors: kDamaged, kIo.
  base::Result<std::optional<std::string_view>> Get(const ReadTxn& txn, std::string_view key) const;
  base::Result<std::optional<std::string_view>> Get(const WriteTxn& txn, std::string_view key) const;
  // Errors: kStorageFull, kIo.
  base::Result<void> Put(WriteTxn& txn, std::string_view key, std::string_view value) const;
  // For keys that only grow (log, evidence): fills pages whole. kDamaged if `key` is not past the last.
  base::Result<void> Append(WriteTxn& txn, std::string_view key, std::string_view value) const;
  // False: there was no such key.
  base::Result<bool> Delete(WriteTxn& txn, std::string_view key) const;
  base::Result<uint64_t> Count(const ReadTxn& txn) const;
  base::Result<uint64_t> Count(const WriteTxn& txn) const;
  TableId id() const { return id_; }

 private:
  friend class Environment;
  friend class Cursor;
  TableId id_{"", 0};
  unsigned dbi_ = 0;
};

class Environment {
 public:
  // `path` is an existing directory (its data.mdb and lock.mdb are made when missing, and the directory is synced).
  static base::Result<std::unique_ptr<Environment>> Open(const std::string& path, const EnvironmentOptions& options);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  base::Result<Table> OpenTable(WriteTxn& txn, TableId id);          // creates
  base::Result<Table> OpenTable(const ReadTxn& txn, TableId id);     // kNotFound when missing

  // Tables opened through a WriteTxn so far, each once.
  std::vector<Table> tables() const;
  // All tables the file holds, in the order of their numbers, which table `meta` tells. The Tables live as long as `txn`.
  // Errors: kForeignFile (a table that meta does not name, or no meta), kDamaged.
  base::Result<std::vector<Table>> AllTables(const ReadTxn& txn);
  // Whether LMDB's list of free pages can be true: every page free, used by a table, or a meta; none both. `leaves` are addresses of
  // leaf pages in units of a page. Errors: kDamaged.
  base::Result<void> CheckFreePages(const ReadTxn& txn, const std::vector<Table>& tables, const std::unordered_set<uintptr_t>& leaves);

  base::Result<ReadTxn> BeginRead();
  base::Result<WriteTxn> BeginWrite();

  struct Usage {
    uint64_t map_bytes, used_bytes, file_bytes;
    uint64_t last_txn, oldest_reader_txn;   // equal when no reader lags
  };
  Usage usage() const;
  // Frees slots of readers whose process died; returns how many.
  int ReclaimDeadReaders();
  const std::string& path() const { return path_; }
  MDB_env* raw() const { return env_; }

 private:
  Environment() = default;
  std::string path_;
  MDB_env* env_ = nullptr;
  uint64_t device_ = 0, inode_ = 0;
  bool read_only_ = false;
  mutable std::mutex tables_mutex_;        // guards the two below, and the making of LMDB's handles
  std::vector<Table> tables_;
  std::set<std::string, std::less<>> names_;  // of tables found in the file; TableId::name points into it
};

class ReadTxn {
 public:
  ReadTxn(ReadTxn&&) noexcept;
  ReadTxn& operator=(ReadTxn&&) noexcept;
  ~ReadTxn();
  // Lets go of the snapshot but keeps the slot; Renew takes the newest snapshot. A server thread renews once per batch.
  void Reset() noexcept;
  base::Result<void> Renew();
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  explicit ReadTxn(MDB_txn* txn) : txn_(txn) {}
  MDB_txn* txn_ = nullptr;
};

class WriteTxn {
 public:
  WriteTxn(WriteTxn&&) noexcept;
  WriteTxn& operator=(WriteTxn&&) noexcept = delete;
  ~WriteTxn();  // aborts unless committed
  // Durable on return. Errors: kStorageFull (nothing written), kIo (fate unknown: the caller stops the process).
  base::Result<void> Commit();
  void Abort() noexcept;
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  explicit WriteTxn(MDB_txn* txn) : txn_(txn) {}
  MDB_txn* txn_ = nullptr;
};

// Walks a table in key order. Every value's checksum is verified.
class Cursor {
 public:
  struct Row {
    std::string_view key, value;
  };
  static base::Result<Cursor> Open(const ReadTxn& txn, const Table& table);
  static base::Result<Cursor> Open(const WriteTxn& txn, const Table& table);
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  base::Result<std::optional<Row>> First();
  base::Result<std::optional<Row>> Last();
  base::Result<std::optional<Row>> Next();
  base::Result<std::optional<Row>> Previous();
  base::Result<std::optional<Row>> SeekAtLeast(std::string_view key);  // first key >= `key`

 private:
  Cursor(MDB_cursor* cursor, Table table) : cursor_(cursor), table_(table) {}
  base::Result<std::optional<Row>> Move(int operation, std::string_view seek);
  MDB_cursor* cursor_ = nullptr;
  Table table_;
};

}  // namespace cybercheck::store
