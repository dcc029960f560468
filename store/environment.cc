// SPDX-License-Identifier: Apache-2.0
#include "store/environment.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

#include "base/file.h"
#include "event/big_endian.h"
#include "store/counts.h"
#include "store/early_writeback.h"
#include "store/file_system.h"
#include "store/lmdb_error.h"
#include "store/recent_rows.h"

namespace cybercheck::store {
namespace {

// Every environment open in this process, by device and inode of its data file. Held while one opens, and for looks at handles_.
struct OpenFiles {
  std::mutex mutex;
  std::set<std::pair<uint64_t, uint64_t>> files;
};
OpenFiles& TheOpenFiles() {
  static OpenFiles open_files;
  return open_files;
}

base::Error InUse(const std::string& path) {
  return base::Fail(base::ErrorCode::kInUse, path + " is open in this process already");
}

// LMDB maps the lock file and writes to it through the map: a reader's slot on a page that a full disk cannot give is a SIGBUS.
// So all of it gets its blocks before LMDB sees it.
base::Result<void> ReserveLockFile(const std::string& path, unsigned readers_max) {
  const std::string file = path + "/lock.mdb";
  const base::FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock.valid()) return base::IoError(file, "cannot open");
  constexpr off_t kSlotBytes = 64, kHeaderBytes = 4096;  // generously
  const int status = ::posix_fallocate(lock.get(), 0, kHeaderBytes + kSlotBytes * static_cast<off_t>(readers_max));
  if (status == ENOSPC || status == EDQUOT || status == EFBIG)
    return base::Fail(base::ErrorCode::kStorageFull, file + ": no room");
  errno = status;
  if (status != 0 && status != EINVAL && status != EOPNOTSUPP) return base::IoError(file, "cannot reserve room");
  return {};
}

// LMDB tells of its readers only in text: "pid thread txnid" lines, "-" where a slot is idle.
uint64_t OldestReader(MDB_env* env, uint64_t last_txn) {
  uint64_t oldest = last_txn;
  mdb_reader_list(
      env,
      [](const char* line, void* context) {
        unsigned long long pid = 0, thread = 0, txn = 0;
        if (std::sscanf(line, "%llu %llx %llu", &pid, &thread, &txn) == 3)
          *static_cast<uint64_t*>(context) = std::min<uint64_t>(*static_cast<uint64_t*>(context), txn);
        return 0;
      },
      &oldest);
  return oldest;
}

}  // namespace

Environment::Environment() = default;

base::Result<std::unique_ptr<Environment>> Environment::Open(const std::string& path, const EnvironmentOptions& options) {
  ASSIGN_OR_RETURN(auto environment, OpenFile(path, options));
  environment->recent_ = std::make_unique<RecentRows>(*environment, options.recent, options.read_only);
  if (!options.read_only) TRY(environment->recent_->Load());
  return environment;
}

base::Result<std::unique_ptr<Environment>> Environment::OpenFile(const std::string& path, const EnvironmentOptions& options) {
  TRY(RefuseNetworkFileSystem(path));
  const std::string file = path + "/data.mdb";
  const std::lock_guard lock(TheOpenFiles().mutex);
  struct stat info {};
  const bool existed = ::stat(file.c_str(), &info) == 0;
  // Before anything opens the files: closing any second descriptor of them would drop the locks of the first.
  if (existed && TheOpenFiles().files.contains({info.st_dev, info.st_ino})) return InUse(path);
  if (!options.read_only) TRY(ReserveLockFile(path, options.readers_max));

  // Made now, when there is room.
  if (const std::string mark = path + "/" + kFailedCommitFile; !options.read_only && ::access(mark.c_str(), F_OK) != 0)
    TRY(base::ReplaceFile(mark, std::string(8, '\0'), 0640));

  std::unique_ptr<Environment> environment(new Environment);
  environment->path_ = path;
  MDB_env* env = nullptr;
  if (const int status = mdb_env_create(&env); status != 0) return LmdbError(status, path, nullptr);
  environment->env_ = env;
  mdb_env_set_userctx(env, &environment->damage_seen_);
  mdb_env_set_mapsize(env, options.map_bytes);
  mdb_env_set_maxdbs(env, options.tables_max);
  mdb_env_set_maxreaders(env, options.readers_max);
  unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
  if (options.read_only) flags |= MDB_RDONLY;
  if (options.no_sync) flags |= MDB_NOSYNC;
  if (options.no_lock) flags |= MDB_NOLOCK;
  if (const int status = mdb_env_open(env, path.c_str(), flags, 0640); status != 0)
    return LmdbError(status, "opening " + path, nullptr);
  if (::stat(file.c_str(), &info) != 0) return base::IoError(file, "cannot look at");
  if (!existed) TRY(base::SyncDirectory(path));
  TRY(environment->OpenKnownTables());
  if (!options.no_lock) environment->ReclaimDeadReaders();
  if (!TheOpenFiles().files.insert({info.st_dev, info.st_ino}).second) return InUse(path);
  environment->device_ = info.st_dev;
  environment->inode_ = info.st_ino;
  return environment;
}

Environment::~Environment() {
  if (env_ != nullptr) mdb_env_close(env_);
  if (inode_ == 0) return;
  const std::lock_guard lock(TheOpenFiles().mutex);
  TheOpenFiles().files.erase({device_, inode_});
}

// All handles once, here: a reader that opened one would have to be alone in the process while it does.
base::Result<void> Environment::OpenKnownTables() {
  MDB_txn* txn = nullptr;
  if (const int status = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn); status != 0)
    return LmdbError(status, "beginning to read", env_);
  const auto open_all = [&]() -> int {
    MDB_dbi main;
    if (const int status = mdb_dbi_open(txn, nullptr, 0, &main); status != 0) return status;
    MDB_cursor* cursor = nullptr;
    if (const int status = mdb_cursor_open(txn, main, &cursor); status != 0) return status;
    MDB_val key, value;
    int status;
    while ((status = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
      const std::string name(static_cast<const char*>(key.mv_data), key.mv_size);
      if ((status = mdb_dbi_open(txn, name.c_str(), 0, &handles_[name])) != 0) break;
    }
    mdb_cursor_close(cursor);
    return status == MDB_NOTFOUND ? 0 : status;
  };
  if (const int status = open_all(); status != 0) {
    mdb_txn_abort(txn);
    return LmdbError(status, "opening the tables of " + path_, env_);
  }
  mdb_txn_commit(txn);  // keeps the handles; an abort would close them
  return {};
}

base::Result<Table> Environment::OpenTable(WriteTxn& txn, TableId id) {
  ASSIGN_OR_RETURN(const Table table, OpenStored(txn, id));
  if (id.recent) TRY(recent_->Register(txn, table.AsStored()));
  return table;
}

base::Result<Table> Environment::OpenStored(WriteTxn& txn, TableId id) {
  Table table;
  table.id_ = id;
  const std::lock_guard lock(TheOpenFiles().mutex);
  const auto opened = std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.id().number == id.number; });
  const auto keep = opened == tables_.end() ? tables_.insert(opened, table) : opened;
  if (const auto known = handles_.find(id.name); known != handles_.end()) {
    table.dbi_ = known->second;
    return *keep = table;
  }
  for (const WriteTxn::Change& change : txn.changes_) {
    if (!change.made || std::string_view(change.id.name) != id.name) continue;
    table.dbi_ = change.dbi;
    return *keep = table;
  }
  if (const int status = mdb_dbi_open(txn.raw(), id.name, MDB_CREATE, &table.dbi_); status != 0)
    return LmdbError(status, std::string("opening table ") + id.name, env_);
  txn.ChangeOf(table).made = true;
  return *keep = table;
}

base::Result<Table> Environment::OpenTable(const ReadTxn& txn, TableId id) {
  Table table;
  table.id_ = id;
  {
    const std::lock_guard lock(TheOpenFiles().mutex);
    const auto known = handles_.find(id.name);
    if (known == handles_.end()) return base::Fail(base::ErrorCode::kNotFound, std::string("there is no table ") + id.name);
    table.dbi_ = known->second;
  }
  unsigned flags = 0;  // fails where the snapshot is older than the table
  if (mdb_dbi_flags(txn.raw(), table.dbi_, &flags) != 0)
    return base::Fail(base::ErrorCode::kNotFound, std::string("there was no table ") + id.name);
  return table;
}

std::vector<Table> Environment::tables() const {
  const std::lock_guard lock(TheOpenFiles().mutex);
  return tables_;
}

base::Result<std::vector<Table>> Environment::AllTables(const ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto counts, ReadCounts(*this, txn));
  std::vector<Table> tables;
  if (counts.empty()) return tables;
  ASSIGN_OR_RETURN(Table table, OpenTable(txn, kCountsTable));
  tables.push_back(table);
  for (const TableCount& count : counts) {
    ASSIGN_OR_RETURN(const auto whole_rows, recent_->RowsOf(txn, count.number));
    ASSIGN_OR_RETURN(table, OpenTable(txn, {count.name.c_str(), count.number, whole_rows.has_value()}));
    const std::lock_guard lock(TheOpenFiles().mutex);
    table.id_.name = handles_.find(count.name)->first.c_str();  // lives as long as the Environment
    tables.push_back(table);
  }
  std::sort(tables.begin(), tables.end(), [](const Table& a, const Table& b) { return a.id().number < b.id().number; });
  return tables;
}

base::Result<ReadTxn> Environment::BeginRead() {
  MDB_txn* txn = nullptr;
  if (const int status = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn); status != 0)
    return LmdbError(status, "beginning to read", env_);
  ReadTxn begun(*this, txn);
  TRY(begun.TakeView());
  return begun;
}

base::Result<WriteTxn> Environment::BeginWrite() {
  MDB_txn* txn = nullptr;
  if (const int status = mdb_txn_begin(env_, nullptr, 0, &txn); status != 0) return LmdbError(status, "beginning to write", env_);
  return WriteTxn(*this, txn);
}

base::Result<void> Environment::WriteCounts(WriteTxn& txn) {
  if (txn.changes_.empty()) return {};
  ASSIGN_OR_RETURN(const Table counts, OpenTable(txn, kCountsTable));
  const std::vector<WriteTxn::Change> changes = txn.changes_;  // writing the counts is itself a change
  for (const WriteTxn::Change& change : changes) {
    if (change.id.number == kCountsTable.number) continue;
    const std::string key = CountKey(change.id.number);
    TableCount count;
    ASSIGN_OR_RETURN(const auto before, counts.Get(txn, key));
    if (before) {
      ASSIGN_OR_RETURN(count, DecodeTableCount(key, *before));
    } else {
      count.name = change.id.name;
    }
    count.rows += change.rows;
    count.sum += change.sum;
    MDB_stat stat;
    if (const int status = mdb_stat(txn.raw(), change.dbi, &stat); status != 0) return LmdbError(status, "counting", env_);
    if (stat.ms_entries != count.rows || count.name != change.id.name) {
      CountDamage(env_);
      return base::Fail(base::ErrorCode::kDamaged,
                        std::string("table ") + change.id.name + " does not have as many rows as were written");
    }
    TRY(counts.Put(txn, key, EncodeTableCount(count)));
  }
  ASSIGN_OR_RETURN(const uint64_t commits, ReadCommits(*this, txn));
  std::string value;
  event::AppendU64(value, commits + 1);
  return counts.Put(txn, CountKey(0), value);
}

// Of a commit that failed at its very end, writing the meta page, LMDB takes the number back but leaves the rest there, and
// refuses to go on (MDB_PANIC). What is committed is whole, but no longer distinguishable from damage, so it is written down
// (data_check.cc).
base::Error Environment::CommitFailed(int status) {
  MDB_txn* txn = nullptr;
  if (const int probe = mdb_txn_begin(env_, nullptr, 0, &txn); probe != MDB_PANIC) {
    if (probe == 0) mdb_txn_abort(txn);
    return LmdbError(status, "committing", env_);
  }
  MDB_envinfo info;
  mdb_env_info(env_, &info);
  std::string number;
  event::AppendU64(number, info.me_last_txnid);
  const base::FileDescriptor file(::open((path_ + "/" + kFailedCommitFile).c_str(), O_WRONLY | O_CLOEXEC));
  if (file.valid() && ::pwrite(file.get(), number.data(), number.size(), 0) == 8) ::fdatasync(file.get());
  return base::Fail(base::ErrorCode::kIo, std::string("committing: writing the meta page: ") + mdb_strerror(status));
}

base::Result<void> WriteTxn::Commit() {
  RecentRows& recent = *environment_->recent_;
  const auto prepared = [&]() -> base::Result<void> {
    if (changes_.empty() && recent_.empty() && !merge_recent_) return {};
    TRY(recent.BeforeCommit(*this));
    return environment_->WriteCounts(*this);
  }();
  if (prepared.has_error()) {
    Abort();
    recent.Aborted();
    return prepared;
  }
  int fd = -1;
  mdb_env_get_fd(environment_->env_, &fd);
  const int status = [&] {
    const EarlyWriteback early(fd);
    return mdb_txn_commit(std::exchange(txn_, nullptr));
  }();
  const std::vector<Change> changes = std::exchange(changes_, {});
  recent_.clear();
  if (status != 0) {
    recent.Aborted();
    return environment_->CommitFailed(status);
  }
  recent.Committed();
  const std::lock_guard lock(TheOpenFiles().mutex);
  for (const Change& change : changes)
    if (change.made) environment_->handles_[change.id.name] = change.dbi;
  return {};
}

Environment::Usage Environment::usage() const {
  Usage usage{};
  MDB_envinfo info;
  MDB_stat stat;
  mdb_env_info(env_, &info);
  mdb_env_stat(env_, &stat);
  struct stat file {};
  if (::stat((path_ + "/data.mdb").c_str(), &file) == 0) usage.file_bytes = static_cast<uint64_t>(file.st_size);
  usage.map_bytes = info.me_mapsize;
  usage.used_bytes = (static_cast<uint64_t>(info.me_last_pgno) + 1) * stat.ms_psize;
  usage.last_txn = info.me_last_txnid;
  usage.oldest_reader_txn = OldestReader(env_, info.me_last_txnid);
  return usage;
}

int Environment::ReclaimDeadReaders() {
  int dead = 0;
  mdb_reader_check(env_, &dead);
  return dead;
}

}  // namespace cybercheck::store
