// SPDX-License-Identifier: Apache-2.0
// LMDB behind values: Environment, ReadTxn, WriteTxn, Table, Cursor. The only header that other rooms need to read or write
// tables; lmdb.h is included nowhere outside store/. Layout of every table: docs/store_format.md.
//
// Threads: an Environment may be used by any thread; a transaction belongs to the thread that uses it at the moment (the
// environment is opened with MDB_NOTLS), is never held across a suspension point, and there is at most one WriteTxn.
// Lifetime: bytes returned by Get and Cursor live until the transaction ends (read) or until the next write (write).
// Checksums: every value is stored with 8 bytes of XXH3-64 over (table number, key, value); a mismatch is kDamaged, never data.
// Counts: every commit that changes a table writes its rows and the sum of its checksums beside it (store/counts.h).
// An environment is opened once per process (two opens of one file lose LMDB's locks): a second Open of the same inode is kInUse.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace cybercheck::store {

inline constexpr size_t kMapBytesDefault = size_t{256} << 30;  // address space, not disk
inline constexpr size_t kTableKeyBytesMax = 511;               // LMDB's limit

// Beside data.mdb: u64 number of LMDB's transaction after which a commit failed while it wrote the meta page; 0: none.
inline constexpr char kFailedCommitFile[] = "failed_commit";

class ReadTxn;
class WriteTxn;

struct EnvironmentOptions {
  size_t map_bytes = kMapBytesDefault;
  bool read_only = false;
  bool no_sync = false;  // only for tests that must fail because of it
  bool no_lock = false;  // only read_only, and only where nobody else can write
  unsigned tables_max = 128;
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
  friend class WriteTxn;
  friend class Cursor;
  base::Result<void> PutRow(WriteTxn& txn, std::string_view key, std::string_view value, unsigned flags) const;
  TableId id_{"", 0};
  unsigned dbi_ = 0;
};

class Environment {
 public:
  // `path` is an existing directory (its data.mdb and lock.mdb are made when missing, and the directory is synced), on a file
  // system of this machine: LMDB's locks and mapping do not work over a network (kBadConfig).
  static base::Result<std::unique_ptr<Environment>> Open(const std::string& path, const EnvironmentOptions& options);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  base::Result<Table> OpenTable(WriteTxn& txn, TableId id);       // creates
  base::Result<Table> OpenTable(const ReadTxn& txn, TableId id);  // kNotFound when missing

  // Tables opened through a WriteTxn so far, each once.
  std::vector<Table> tables() const;
  // All tables the snapshot holds, `counts` too, in the order of their numbers. Errors: kDamaged (a table that counts does not
  // name).
  base::Result<std::vector<Table>> AllTables(const ReadTxn& txn);

  base::Result<ReadTxn> BeginRead();
  base::Result<WriteTxn> BeginWrite();

  struct Usage {
    uint64_t map_bytes, used_bytes, file_bytes;
    uint64_t last_txn, oldest_reader_txn;  // equal when no reader lags
  };
  Usage usage() const;
  // Frees slots of readers whose process died; returns how many.
  int ReclaimDeadReaders();
  // How often a value or page was found damaged since Open.
  uint64_t damage_seen() const { return damage_seen_.load(std::memory_order_relaxed); }
  const std::string& path() const { return path_; }
  MDB_env* raw() const { return env_; }

 private:
  friend class WriteTxn;
  Environment() = default;
  base::Result<void> OpenKnownTables();
  base::Result<void> WriteCounts(WriteTxn& txn);
  base::Error CommitFailed(int status);

  std::string path_;
  MDB_env* env_ = nullptr;
  uint64_t device_ = 0, inode_ = 0;
  std::atomic<uint64_t> damage_seen_{0};
  // Guarded by the mutex of open files (environment.cc).
  std::map<std::string, unsigned, std::less<>> handles_;  // of committed tables
  std::vector<Table> tables_;
};

class ReadTxn {
 public:
  ReadTxn(ReadTxn&&) noexcept;
  ReadTxn& operator=(ReadTxn&&) noexcept;
  ~ReadTxn();
  // Lets go of the snapshot but keeps the slot; Renew takes the newest snapshot. A server thread renews once per batch.
  void Reset() noexcept;
  base::Result<void> Renew();
  // Another view of the same snapshot, for another thread (a view and its cursors are used by one at a time). nullopt: a commit has
  // come since this one began, or all slots are taken.
  base::Result<std::optional<ReadTxn>> Again() const;
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  explicit ReadTxn(MDB_txn* txn) : txn_(txn) {}
  MDB_txn* txn_ = nullptr;
};

class WriteTxn {
 public:
  WriteTxn(WriteTxn&&) noexcept;
  WriteTxn& operator=(WriteTxn&&) noexcept;
  ~WriteTxn();  // aborts unless committed
  // Durable on return. Errors: kStorageFull (nothing written), kIo (fate unknown: the caller stops the process).
  base::Result<void> Commit();
  void Abort() noexcept;
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  friend class Table;
  // What this transaction does to one table's count (store/counts.h).
  struct Change {
    TableId id{"", 0};
    unsigned dbi = 0;
    bool made = false;  // by this transaction
    uint64_t rows = 0, sum = 0;
  };
  WriteTxn(Environment& environment, MDB_txn* txn) : environment_(&environment), txn_(txn) {}
  Change& ChangeOf(const Table& table);

  Environment* environment_;
  MDB_txn* txn_ = nullptr;
  std::vector<Change> changes_;
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
