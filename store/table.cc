// SPDX-License-Identifier: Apache-2.0
// Rows: their checksums, and what they change in their table's count.
#include <lmdb.h>

#include <cstring>
#include <utility>

#include "base/check.h"
#include "store/checksum.h"
#include "store/environment.h"
#include "store/lmdb_error.h"
#include "store/merged_cursor.h"
#include "store/recent_rows.h"

namespace cybercheck::store {
namespace {

MDB_val ValueOf(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view ViewOf(const MDB_val& value) { return {static_cast<const char*>(value.mv_data), value.mv_size}; }

base::Result<std::string_view> Verified(MDB_txn* txn, TableId table, std::string_view key, std::string_view stored) {
  if (const auto value = VerifiedValue(table.number, key, stored)) return *value;
  CountDamage(mdb_txn_env(txn));
  return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + table.name + ": a value does not have its checksum");
}

base::Result<std::optional<std::string_view>> GetVerified(MDB_txn* txn, unsigned dbi, TableId table, std::string_view key) {
  MDB_val k = ValueOf(key), v;
  const int status = mdb_get(txn, dbi, &k, &v);
  if (status == MDB_NOTFOUND) return std::optional<std::string_view>();
  if (status != 0) return LmdbError(status, std::string("reading table ") + table.name, mdb_txn_env(txn));
  ASSIGN_OR_RETURN(const std::string_view value, Verified(txn, table, key, ViewOf(v)));
  return std::optional<std::string_view>(value);
}

base::Result<uint64_t> CountOf(MDB_txn* txn, unsigned dbi, TableId table) {
  MDB_stat stat;
  const int status = mdb_stat(txn, dbi, &stat);
  if (status != 0) return LmdbError(status, std::string("counting table ") + table.name, mdb_txn_env(txn));
  return static_cast<uint64_t>(stat.ms_entries);
}

}  // namespace

base::Result<std::optional<std::string_view>> Table::Get(const ReadTxn& txn, std::string_view key) const {
  if (id_.recent && !txn.recent_->generations().empty()) {
    const RecentKey recent_key(id_.number, key);
    if (const auto recent = txn.recent_->Find(recent_key.view(), txn.commits_)) return recent->value;
  }
  return GetVerified(txn.raw(), dbi_, id_, key);
}
base::Result<std::optional<std::string_view>> Table::Get(const WriteTxn& txn, std::string_view key) const {
  if (id_.recent) {
    const RecentKey recent_key(id_.number, key);
    if (const auto own = txn.recent_.find(recent_key.view()); own != txn.recent_.end()) {
      if (!own->second) return std::optional<std::string_view>();
      return std::optional<std::string_view>(*own->second);
    }
    if (const auto recent = txn.view_->Find(recent_key.view(), RecentIndex::kNewest)) return recent->value;
  }
  return GetVerified(txn.raw(), dbi_, id_, key);
}

Table Table::AsStored() const {
  Table stored = *this;
  stored.id_.recent = false;
  return stored;
}

base::Result<void> Table::PutRow(WriteTxn& txn, std::string_view key, std::string_view value, unsigned flags) const {
  CHECK(key.size() <= kTableKeyBytesMax && !key.empty());
  WriteTxn::Change& change = txn.ChangeOf(*this);
  const std::string what = std::string("writing table ") + id_.name;
  MDB_val k = ValueOf(key), old;
  uint64_t old_checksum = 0, new_rows = 1;
  if (flags != MDB_APPEND) {
    const int status = mdb_get(txn.raw(), dbi_, &k, &old);
    if (status != 0 && status != MDB_NOTFOUND) return LmdbError(status, what, mdb_txn_env(txn.raw()));
    if (status == 0 && old.mv_size >= kChecksumBytes) {
      old_checksum = ChecksumAtEnd(ViewOf(old));
      new_rows = 0;
    }
  }
  const uint64_t checksum = ChecksumOf(id_.number, key, value);
  MDB_val v{value.size() + kChecksumBytes, nullptr};
  const int status = mdb_put(txn.raw(), dbi_, &k, &v, flags | MDB_RESERVE);
  if (status == MDB_KEYEXIST)
    return base::Fail(base::ErrorCode::kDamaged, std::string("table ") + id_.name + ": a key is not past the last");
  if (status != 0) return LmdbError(status, what, mdb_txn_env(txn.raw()));
  char* out = static_cast<char*>(v.mv_data);
  if (!value.empty()) std::memcpy(out, value.data(), value.size());
  WriteChecksum(checksum, out + value.size());
  change.rows += new_rows;
  change.sum += checksum - old_checksum;
  return {};
}

base::Result<void> Table::Put(WriteTxn& txn, std::string_view key, std::string_view value) const {
  if (!id_.recent) return PutRow(txn, key, value, 0);
  ASSIGN_OR_RETURN(const auto known, Get(txn, key));
  return txn.ChangeRecent(*this, key, value, known.has_value());
}
base::Result<void> Table::Append(WriteTxn& txn, std::string_view key, std::string_view value) const {
  CHECK(!id_.recent);
  return PutRow(txn, key, value, MDB_APPEND);
}

base::Result<bool> Table::Delete(WriteTxn& txn, std::string_view key) const {
  if (id_.recent) {
    ASSIGN_OR_RETURN(const auto known, Get(txn, key));
    if (known) TRY(txn.ChangeRecent(*this, key, std::nullopt, true));
    return known.has_value();
  }
  WriteTxn::Change& change = txn.ChangeOf(*this);
  MDB_val k = ValueOf(key), old;
  int status = mdb_get(txn.raw(), dbi_, &k, &old);
  const uint64_t checksum = status == 0 && old.mv_size >= kChecksumBytes ? ChecksumAtEnd(ViewOf(old)) : 0;
  if (status == 0) status = mdb_del(txn.raw(), dbi_, &k, nullptr);
  if (status == MDB_NOTFOUND) return false;
  if (status != 0) return LmdbError(status, std::string("deleting from table ") + id_.name, mdb_txn_env(txn.raw()));
  change.rows -= 1;
  change.sum -= checksum;
  return true;
}

base::Result<uint64_t> Table::Count(const ReadTxn& txn) const {
  if (id_.recent) {
    ASSIGN_OR_RETURN(const auto rows, txn.environment_->recent_->RowsOf(txn, id_.number));
    if (rows) return *rows;
  }
  return CountOf(txn.raw(), dbi_, id_);
}
base::Result<uint64_t> Table::Count(const WriteTxn& txn) const {
  if (id_.recent) {
    ASSIGN_OR_RETURN(const auto rows, txn.environment_->recent_->RowsOf(txn, id_.number));
    if (rows) return *rows;
  }
  return CountOf(txn.raw(), dbi_, id_);
}

base::Result<void> Table::WalkRecent(const WriteTxn& txn,
                                     const std::function<void(std::string_view, std::string_view)>& each) const {
  MergedCursor walk(txn.view_->IndexesFor(RecentIndex::kNewest), RecentIndex::kNewest, &txn.recent_, id_.number, nullptr);
  for (auto row = walk.SeekAtLeast({});; row = walk.Next()) {
    if (row.has_error()) return row.error();
    if (!row->has_value()) return {};
    each((*row)->key, (*row)->value);
  }
}

base::Result<Cursor> Cursor::Open(const ReadTxn& txn, const Table& table) {
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn.raw(), table.dbi_, &cursor); status != 0)
    return LmdbError(status, "opening a cursor", mdb_txn_env(txn.raw()));
  Cursor opened(cursor, table.AsStored());
  if (!table.id_.recent) return opened;
  Cursor merged(nullptr, table);
  merged.merged_ = std::make_unique<MergedCursor>(txn.recent_->IndexesFor(txn.commits_), txn.commits_, nullptr, table.id_.number,
                                                  std::make_unique<Cursor>(std::move(opened)));
  return merged;
}
base::Result<Cursor> Cursor::Open(const WriteTxn& txn, const Table& table) {
  MDB_cursor* cursor = nullptr;
  if (const int status = mdb_cursor_open(txn.raw(), table.dbi_, &cursor); status != 0)
    return LmdbError(status, "opening a cursor", mdb_txn_env(txn.raw()));
  Cursor opened(cursor, table.AsStored());
  if (!table.id_.recent) return opened;
  Cursor merged(nullptr, table);
  merged.merged_ = std::make_unique<MergedCursor>(txn.view_->IndexesFor(RecentIndex::kNewest), RecentIndex::kNewest, &txn.recent_,
                                                  table.id_.number, std::make_unique<Cursor>(std::move(opened)));
  return merged;
}
Cursor::Cursor(MDB_cursor* cursor, Table table) : cursor_(cursor), table_(table) {}
Cursor::Cursor(Cursor&& other) noexcept
    : cursor_(std::exchange(other.cursor_, nullptr)), table_(other.table_), merged_(std::move(other.merged_)) {}
Cursor& Cursor::operator=(Cursor&& other) noexcept {
  std::swap(cursor_, other.cursor_);
  std::swap(table_, other.table_);
  std::swap(merged_, other.merged_);
  return *this;
}
Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

base::Result<std::optional<Cursor::Row>> Cursor::Move(int operation, std::string_view seek) {
  MDB_val k = ValueOf(seek), v;
  const int status = mdb_cursor_get(cursor_, &k, &v, static_cast<MDB_cursor_op>(operation));
  if (status == MDB_NOTFOUND) return std::optional<Row>();
  MDB_txn* txn = mdb_cursor_txn(cursor_);
  if (status != 0) return LmdbError(status, std::string("walking table ") + table_.id_.name, mdb_txn_env(txn));
  ASSIGN_OR_RETURN(const std::string_view value, Verified(txn, table_.id_, ViewOf(k), ViewOf(v)));
  return std::optional<Row>(Row{ViewOf(k), value});
}
base::Result<std::optional<Cursor::Row>> Cursor::First() { return merged_ ? merged_->SeekAtLeast({}) : Move(MDB_FIRST, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::Last() {
  CHECK(!merged_);
  return Move(MDB_LAST, {});
}
base::Result<std::optional<Cursor::Row>> Cursor::Next() { return merged_ ? merged_->Next() : Move(MDB_NEXT, {}); }
base::Result<std::optional<Cursor::Row>> Cursor::Previous() {
  CHECK(!merged_);
  return Move(MDB_PREV, {});
}
base::Result<std::optional<Cursor::Row>> Cursor::SeekAtLeast(std::string_view key) {
  return merged_ ? merged_->SeekAtLeast(key) : Move(MDB_SET_RANGE, key);
}

}  // namespace cybercheck::store
