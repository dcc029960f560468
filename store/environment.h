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
#include <functional>
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
class RecentRows;
class RecentView;

// How changes of tables with TableId::recent are kept (store/recent_rows.h). The defaults were measured with
// bench/ingest_bench.py.
struct RecentLimits {
  size_t generation_rows = 131'072;  // after so many changes merging begins: some 35 MB of memory
  size_t merged_together = 1'024;    // changes
  size_t straight_rows = 1'024;      // a commit that changes more of a table writes them where they belong
};

struct EnvironmentOptions {
  size_t map_bytes = kMapBytesDefault;
  bool read_only = false;
  bool no_sync = false;  // only for tests that must fail because of it
  bool no_lock = false;  // only read_only, and only where nobody else can write
  unsigned tables_max = 128;
  unsigned readers_max = 512;
  RecentLimits recent;
};

// A named table. `number` is stored in its values' checksums and listed in docs/store_format.md.
struct TableId {
  const char* name;
  uint16_t number;
  // Changes go to table `recent` first. Readers and cursors see the table as if they did not, but cursors go forward only; a
  // handle opened without this sees what is in the table alone. Whoever writes the table always opens it with it.
  bool recent = false;
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
  // Of a table with TableId::recent: the table itself, without what is in `recent`.
  Table AsStored() const;
  // Calls `each` with every row that is in `recent`, whether the table has it or not, and not with those it deletes.
  base::Result<void> WalkRecent(const WriteTxn& txn, const std::function<void(std::string_view, std::string_view)>& each) const;
  TableId id() const { return id_; }

 private:
  friend class Environment;
  friend class WriteTxn;
  friend class Cursor;
  base::Result<void> PutRow(WriteTxn& txn, std::string_view key, std::string_view value, unsigned flags) const;
  TableId id_{"", 0, false};
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
  // All tables the snapshot holds, `counts` and `recent` too, in the order of their numbers. Errors: kDamaged (a table that
  // counts does not name).
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
  friend class ReadTxn;
  friend class WriteTxn;
  friend class Table;
  Environment();
  static base::Result<std::unique_ptr<Environment>> OpenFile(const std::string& path, const EnvironmentOptions& options);
  base::Result<void> OpenKnownTables();
  base::Result<Table> OpenStored(WriteTxn& txn, TableId id);
  base::Result<void> WriteCounts(WriteTxn& txn);
  base::Error CommitFailed(int status);

  std::string path_;
  MDB_env* env_ = nullptr;
  uint64_t device_ = 0, inode_ = 0;
  std::atomic<uint64_t> damage_seen_{0};
  std::unique_ptr<RecentRows> recent_;
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
  // Another view of the same snapshot, for another thread (a view and its cursors are used by one at a time). nullopt: a commit
  // has come since this one began, or all slots are taken.
  base::Result<std::optional<ReadTxn>> Again() const;
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  friend class Table;
  friend class Cursor;
  ReadTxn(Environment& environment, MDB_txn* txn) : environment_(&environment), txn_(txn) {}
  base::Result<void> TakeView();

  Environment* environment_;
  MDB_txn* txn_ = nullptr;
  std::shared_ptr<const RecentView> recent_;
  uint64_t commits_ = 0;  // that the snapshot holds; where recent_ is empty it may not have been asked
};

class WriteTxn {
 public:
  WriteTxn(WriteTxn&&) noexcept;
  WriteTxn& operator=(WriteTxn&&) noexcept;
  ~WriteTxn();  // aborts unless committed
  // Durable on return. Errors: kStorageFull (nothing written), kIo (fate unknown: the caller stops the process).
  base::Result<void> Commit();
  void Abort() noexcept;
  // Has the commit put everything that is in `recent` where it belongs, so that no older version of a row is left anywhere a
  // reader or a copy looks. Takes about a second for 100,000 rows.
  void MergeRecent() { merge_recent_ = true; }
  MDB_txn* raw() const { return txn_; }

 private:
  friend class Environment;
  friend class RecentRows;
  friend class Table;
  friend class Cursor;
  // What this transaction does to one table's count (store/counts.h).
  struct Change {
    TableId id{"", 0};
    unsigned dbi = 0;
    bool made = false;  // by this transaction
    uint64_t rows = 0, sum = 0;
  };
  using RecentChanges = std::map<std::string, std::optional<std::string>, std::less<>>;

  WriteTxn(Environment& environment, MDB_txn* txn);
  Change& ChangeOf(const Table& table);
  base::Result<void> ChangeRecent(const Table& table, std::string_view key, std::optional<std::string_view> value, bool is_known);

  Environment* environment_;
  MDB_txn* txn_ = nullptr;
  std::vector<Change> changes_;
  // Of tables with TableId::recent.
  std::shared_ptr<const RecentView> view_;
  RecentChanges recent_;                     // RecentKey -> value; nullopt: deleted
  std::map<uint16_t, int64_t> recent_rows_;  // rows more than before
  bool goes_straight_ = false;               // there are many
  bool merge_recent_ = false;
};

class MergedCursor;

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
  friend class MergedCursor;
  Cursor(MDB_cursor* cursor, Table table);
  base::Result<std::optional<Row>> Move(int operation, std::string_view seek);
  MDB_cursor* cursor_ = nullptr;
  Table table_;
  std::unique_ptr<MergedCursor> merged_;  // where the table has TableId::recent
};

}  // namespace cybercheck::store
