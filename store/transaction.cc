// SPDX-License-Identifier: Apache-2.0
#include <lmdb.h>

#include <utility>

#include "store/counts.h"
#include "store/environment.h"
#include "store/lmdb_error.h"
#include "store/recent_rows.h"

namespace cybercheck::store {

ReadTxn::ReadTxn(ReadTxn&& other) noexcept
    : environment_(other.environment_),
      txn_(std::exchange(other.txn_, nullptr)),
      recent_(std::move(other.recent_)),
      commits_(other.commits_) {}
ReadTxn& ReadTxn::operator=(ReadTxn&& other) noexcept {
  std::swap(environment_, other.environment_);
  std::swap(txn_, other.txn_);
  std::swap(recent_, other.recent_);
  std::swap(commits_, other.commits_);
  return *this;
}
ReadTxn::~ReadTxn() {
  if (txn_ != nullptr) mdb_txn_abort(txn_);
}
void ReadTxn::Reset() noexcept {
  recent_.reset();
  mdb_txn_reset(txn_);
}
base::Result<void> ReadTxn::Renew() {
  if (const int status = mdb_txn_renew(txn_); status != 0)
    return LmdbError(status, "renewing a read transaction", mdb_txn_env(txn_));
  return TakeView();
}
// After the snapshot has been taken: until it ends, everything it needs stays in the view.
base::Result<void> ReadTxn::TakeView() {
  ASSIGN_OR_RETURN(RecentRows::Seen seen, environment_->recent_->ViewOf(*this));
  recent_ = std::move(seen.view);
  commits_ = seen.snapshot;
  return {};
}

base::Result<std::optional<ReadTxn>> ReadTxn::Again() const {
  MDB_txn* txn = nullptr;
  const int status = mdb_txn_begin(mdb_txn_env(txn_), nullptr, MDB_RDONLY, &txn);
  if (status == MDB_READERS_FULL) return std::nullopt;
  if (status != 0) return LmdbError(status, "beginning to read", mdb_txn_env(txn_));
  ReadTxn again(*environment_, txn);
  ASSIGN_OR_RETURN(const uint64_t commits, ReadCommits(*environment_, *this));
  ASSIGN_OR_RETURN(const uint64_t commits_again, ReadCommits(*environment_, again));
  if (commits != commits_again) return std::nullopt;
  again.recent_ = recent_;
  again.commits_ = commits_;
  return again;
}

WriteTxn::WriteTxn(Environment& environment, MDB_txn* txn)
    : environment_(&environment), txn_(txn), view_(environment.recent_->Newest()) {}
WriteTxn::WriteTxn(WriteTxn&& other) noexcept
    : environment_(other.environment_),
      txn_(std::exchange(other.txn_, nullptr)),
      changes_(std::move(other.changes_)),
      view_(std::move(other.view_)),
      recent_(std::move(other.recent_)),
      recent_rows_(std::move(other.recent_rows_)),
      goes_straight_(other.goes_straight_),
      merge_recent_(other.merge_recent_) {}
WriteTxn& WriteTxn::operator=(WriteTxn&& other) noexcept {
  Abort();
  environment_ = other.environment_;
  txn_ = std::exchange(other.txn_, nullptr);
  changes_ = std::move(other.changes_);
  view_ = std::move(other.view_);
  recent_ = std::move(other.recent_);
  recent_rows_ = std::move(other.recent_rows_);
  goes_straight_ = other.goes_straight_;
  merge_recent_ = other.merge_recent_;
  return *this;
}
WriteTxn::~WriteTxn() { Abort(); }
void WriteTxn::Abort() noexcept {
  if (txn_ != nullptr) mdb_txn_abort(std::exchange(txn_, nullptr));
  changes_.clear();
  recent_.clear();
  recent_rows_.clear();
}

WriteTxn::Change& WriteTxn::ChangeOf(const Table& table) {
  for (Change& change : changes_)
    if (change.dbi == table.dbi_) return change;
  return changes_.emplace_back(Change{table.id_, table.dbi_, false, 0, 0});
}

base::Result<void> WriteTxn::ChangeRecent(const Table& table, std::string_view key, std::optional<std::string_view> value,
                                          bool is_known) {
  recent_rows_[table.id_.number] += static_cast<int>(value.has_value()) - static_cast<int>(is_known);
  const RecentKey recent_key(table.id_.number, key);
  RecentRows& rows = *environment_->recent_;
  if (goes_straight_ && !rows.IsHeld(recent_key.view())) return rows.PutStored(*this, recent_key.view(), value);
  auto change = recent_.find(recent_key.view());
  if (change == recent_.end()) change = recent_.emplace(recent_key.view(), std::nullopt).first;
  if (value)
    change->second.emplace(*value);
  else
    change->second.reset();
  if (goes_straight_ || recent_.size() <= rows.straight_rows()) return {};
  goes_straight_ = true;
  return rows.WriteStraight(*this);
}

}  // namespace cybercheck::store
