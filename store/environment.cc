// SPDX-License-Identifier: Apache-2.0
#include "store/environment.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/file.h"
#include "store/lmdb_error.h"

namespace cybercheck::store {
namespace {

constexpr size_t kChecksumBytes = 8;

// Every environment open in this process, by device and inode of its data file.
struct OpenFiles {
  std::mutex mutex;
  std::set<std::pair<uint64_t, uint64_t>> files;
};
OpenFiles& TheOpenFiles() {
  static OpenFiles open_files;
  return open_files;
}

MDB_val ValueOf(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view ViewOf(const MDB_val& value) { return {static_cast<const char*>(value.mv_data), value.mv_size}; }

// Of the value, seeded with that of the key, seeded with the table's number: a value is bound to where it stands.
uint64_t ChecksumOf(uint16_t table, std::string_view key, std::string_view value) {
  return XXH3_64bits_withSeed(value.data(), value.size(), XXH3_64bits_withSeed(key.data(), key.size(), table));
}

void StoreChecksum(uint64_t checksum, char* out) {
  for (int i = 7; i >= 0; --i, checksum >>= 8) out[i] = static_cast<char>(checksum);
}

base::Result<std::string_view> Verified(TableId table, std::string_view key, std::string_view stored) {
  if (stored.size() >= kChecksumBytes) {
    const std::string_view value = stored.substr(0, stored.size() - kChecksumBytes);
    char expected[kChecksumBytes];
    StoreChecksum(ChecksumOf(table.number, key, value), expected);
    if (std::memcmp(expected, stored.data() + value.size(), kChecksumBytes) == 0) return value;
  }
  return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + table.name + ": a value does not have its checksum");
}

base::Result<std::optional<std::string_view>> GetVerified(MDB_txn* txn, unsigned dbi, TableId table, std::string_view key) {
  MDB_val k = ValueOf(key), v;
  const int status = mdb_get(txn, dbi, &k, &v);
  if (status == MDB_NOTFOUND) return std::optional<std::string_view>();
  if (status != 0) return LmdbError(status, std::string("reading table ") + table.name);
  ASSIGN_OR_RETURN(const std::string_view value, Verified(table, key, ViewOf(v)));
  return std::optional<std::string_view>(value);
}

base::Result<void> PutChecked(MDB_txn* txn, unsigned dbi, TableId table, std::string_view key, std::string_view value, unsigned flags) {
  CHECK(key.size() <= kTableKeyBytesMax && !key.empty());
  MDB_val k = ValueOf(key), v{value.size() + kChecksumBytes, nullptr};
  const int status = mdb_put(txn, dbi, &k, &v, flags | MDB_RESERVE);
  if (status == MDB_KEYEXIST) return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + table.name + ": a key is not past the last");
  if (status != 0) return LmdbError(status, std::string("writing table ") + table.name);
  char* out = static_cast<char*>(v.mv_data);
  std::memcpy(out, value.data(), value.size());
  StoreChecksum(ChecksumOf(table.number, key, value), out + value.size());
  return {};
}

base::Result<uint64_t> CountOf(MDB_txn* txn, unsigned dbi, TableId table) {
  MDB_stat stat;
  const int status = mdb_stat(txn, dbi, &stat);
  if (status != 0) return LmdbError(status, std::string("counting table ") + table.name);
  return static_cast<uint64_t>(stat.ms_entries);
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

base::Result<std::optional<std::string_view>> Table::Get(const ReadTxn& txn, std::string_view key) const {
  return GetVerified(txn.raw(), dbi_, id_, key);
}
base::Result<std::optional<std::string_view>> Table::Get(const WriteTxn& txn, std::string_view key) const {
  return GetVerified(txn.raw(), dbi_, id_, key);
}
base::Result<void> Table::Put(WriteTxn& txn, std::string_view key, std::string_view value) const {
  return PutChecked(txn.raw(), dbi_, id_, key, value, 0);
}
base::Result<void> Table::Append(WriteTxn& txn, std::string_view key, std::string_view value) const {
  return PutChecked(txn.raw(), dbi_, id_, key, value, MDB_APPEND);
}
base::Result<bool> Table::Delete(WriteTxn& txn, std::string_view key) const {
  MDB_val k = ValueOf(key);
  const int status = mdb_del(txn.raw(), dbi_, &k, nullptr);
  if (status == MDB_NOTFOUND) return false;
  if (status != 0) return LmdbError(status, std::string("deleting from table ") + id_.name);
  return true;
}
base::Result<uint64_t> Table::Count(const ReadTxn& txn) const { return CountOf(txn.raw(), dbi_, id_); }
base::Result<uint64_t> Table::Count(const WriteTxn& txn) const { return CountOf(txn.raw(), dbi_, id_); }

base::Result<std::unique_ptr<Environment>> Environment::Open(const std::string& path, const EnvironmentOptions& options) {
  std::unique_ptr<Environment> environment(new Environment);
  environment->path_ = path;
  environment->read_only_ = options.read_only;
  const std::string file = path + "/data.mdb";
  struct stat info {};
  const bool existed = ::stat(file.c_str(), &info) == 0;
  if (existed) {
    // Before LMDB opens the file: closing any second descriptor of it would drop the locks of the first.
    const std::lock_guard lock(TheOpenFiles().mutex);
    if (TheOpenFiles().files.contains({info.st_dev, info.st_ino})) return base::Fail(base::ErrorCode::kInUse, path + " is open in this process already");
  }
  MDB_env* env = nullptr;
  if (const int status = mdb_env_create(&env); status != 0) return LmdbError(status, path);
  environment->env_ = env;
  mdb_env_set_mapsize(env, options.map_bytes);
  mdb_env_set_maxdbs(env, options.tables_max);
  mdb_env_set_maxreaders(env, options.readers_max);
  unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
  if (options.read_only) flags |= MDB_RDONLY;
  if (options.no_sync) flags |= MDB_NOSYNC;
  if (options.no_lock) flags |= MDB_NOLOCK;
  if (const int status = mdb_env_open(env, path.c_str(), flags, 0640); status != 0) return LmdbError(status, "opening " + path);
  if (::stat(file.c_str(), &info) != 0) return base::IoError(file, "cannot look at");
  {
    const std::lock_guard lock(TheOpenFiles().mutex);
    if (!TheOpenFiles().files.insert({info.st_dev, info.st_ino}).second) return base::Fail(base::ErrorCode::kInUse, path + " is open in this process already");
    environment->device_ = info.st_dev;
    environment->inode_ = info.st_ino;
  }
  if (!existed) TRY(base::SyncDirectory(path));
  if (!options.no_lock) environment->ReclaimDeadReaders();
  return environment;
}

Environment::~Environment() {
  if (env_ != nullptr) mdb_env_close(env_);
  if (inode_ != 0) {
    const std::lock_guard lock(TheOpenFiles().mutex);
    TheOpenFiles().files.erase({device_, inode_});
  }
}

base::Result<Table> Environment::OpenTable(WriteTxn& txn, TableId id) {
  const std::lock_guard lock(tables_mutex_);
  Table table;
  table.id_ = id;
  if (const int status = mdb_dbi_open(txn.raw(), id.name, MDB_CREATE, &table.dbi_); status != 0)
    return LmdbError(status, std::string("opening table ") + id.name);
  const auto known = std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.id().number == id.number; });
  if (known == tables_.end()) tables_.push_back(table);
  return table;
}

base::Result<Table> Environment::OpenTable(const ReadTxn& txn, TableId id) {
  const std::lock_guard lock(tables_mutex_);
  for (const Table& table : tables_)
    if (table.id().number == id.number) return table;
  Table table;
  table.id_ = id;
  const int status = mdb_dbi_open(txn.raw(), id.name, 0, &table.dbi_);
  if (status == MDB_NOTFOUND) return base::Fail(base::ErrorCode::kNotFound, std::string("there is no table ") + id.name);
  if (status != 0) return LmdbError(status, std::string("opening table ") + id.name);
  return table;
}

std::vector<Table> Environment::tables() const {
  const std::lock_guard lock(tables_mutex_);
  return tables_;
}

base::Result<ReadTxn> Environment::BeginRead() {
  MDB_txn* txn = nullptr;
  if (const int status = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn); status != 0) return LmdbError(status, "beginning to read");
  return ReadTxn(txn);
}

base::Result<WriteTxn> Environment::BeginWrite() {
  MDB_txn* txn = nullptr;
  if (const int status = mdb_txn_begin(env_, nullptr, 0, &txn); status != 0) return LmdbError(status, "beginning to write");
  return WriteTxn(txn);
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

ReadTxn::ReadTxn(ReadTxn&& other) noexcept : txn_(std::exchange(other.txn_, nullptr)) {}
ReadTxn& ReadTxn::operator=(ReadTxn&& other) noexcept {
  std::swap(txn_, other.txn_);
  return *this;
}
ReadTxn::~ReadTxn() {
  if (txn_ != nullptr) mdb_txn_abort(txn_);
}
void ReadTxn::Reset() noexcept { mdb_txn_reset(txn_); }
base::Result<void> ReadTxn::Renew() {
  if (const int status = mdb_txn_renew(txn_); status != 0) return LmdbError(status, "renewing a read transaction");
  return {};
}

WriteTxn::WriteTxn(WriteTxn&& other) noexcept : txn_(std::exchange(other.txn_, nullptr)) {}
WriteTxn::~WriteTxn() { Abort(); }
void WriteTxn::Abort() noexcept {
  if (txn_ != nullptr) mdb_txn_abort(std::exchange(txn_, nullptr));
}
base::Result<void> WriteTxn::Commit() {
  if (const int status = mdb_txn_commit(std::exchange(txn_, nullptr)); status != 0) return LmdbError(status, "committing");
  return {};
}

base::Result<Cursor> Cursor::Open(const ReadTxn& txn, const Table& table) {
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn.raw(), table.dbi_, &cursor); status != 0) return LmdbError(status, "opening a cursor");
  return Cursor(cursor, table);
}
base::Result<Cursor> Cursor::Open(const WriteTxn& txn, const Table& table) {
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn.raw(), table.dbi_, &cursor); status != 0) return LmdbError(status, "opening a cursor");
  return Cursor(cursor, table);
}
Cursor::Cursor(Cursor&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)), table_(other.table_) {}
Cursor& Cursor::operator=(Cursor&& other) noexcept {
  std::swap(cursor_, other.cursor_);
  std::swap(table_, other.table_);
  return *this;
}
Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}
base::Result<std::optional<Cursor::Row>> Cursor::Move(int operation, std::string_view seek) {
  MDB_val k = ValueOf(seek), v;
  const int status = mdb_cursor_get(cursor_, &k, &v, static_cast<MDB_cursor_op>(operation));
  if (status == MDB_NOTFOUND) return std::optional<Row>();
  if (status != 0) return LmdbError(status, std::string("walking table ") + table_.id_.name);
  ASSIGN_OR_RETURN(const std::string_view value, Verified(table_.id_, ViewOf(k), ViewOf(v)));
  return std::optional<Row>(Row{ViewOf(k), value});
}
base::Result<std::optional<Cursor::Row>> Cursor::First() { return Move(MDB_FIRST, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::Last() { return Move(MDB_LAST, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::Next() { return Move(MDB_NEXT, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::Previous() { return Move(MDB_PREV, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::SeekAtLeast(std::string_view key) { return Move(MDB_SET_RANGE, key); }

}  // namespace cybercheck::store
