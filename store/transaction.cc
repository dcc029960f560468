// SPDX-License-Identifier: Apache-2.0
#include <lmdb.h>

#include <utility>

#include "store/environment.h"
#include "store/lmdb_error.h"

namespace cybercheck::store {

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
  if (const int status = mdb_txn_renew(txn_); status != 0)
    return LmdbError(status, "renewing a read transaction", mdb_txn_env(txn_));
  return {};
}

base::Result<std::optional<ReadTxn>> ReadTxn::Again() const {
  MDB_txn* txn = nullptr;
  const int status = mdb_txn_begin(mdb_txn_env(txn_), nullptr, MDB_RDONLY, &txn);
  if (status == MDB_READERS_FULL) return std::nullopt;
  if (status != 0) return LmdbError(status, "beginning to read", mdb_txn_env(txn_));
  ReadTxn again(txn);
  if (mdb_txn_id(again.txn_) != mdb_txn_id(txn_)) return std::nullopt;
  return again;
}

WriteTxn::WriteTxn(WriteTxn&& other) noexcept
    : environment_(other.environment_), txn_(std::exchange(other.txn_, nullptr)), changes_(std::move(other.changes_)) {}
WriteTxn& WriteTxn::operator=(WriteTxn&& other) noexcept {
  Abort();
  environment_ = other.environment_;
  txn_ = std::exchange(other.txn_, nullptr);
  changes_ = std::move(other.changes_);
  return *this;
}
WriteTxn::~WriteTxn() { Abort(); }
void WriteTxn::Abort() noexcept {
  if (txn_ != nullptr) mdb_txn_abort(std::exchange(txn_, nullptr));
  changes_.clear();
}

WriteTxn::Change& WriteTxn::ChangeOf(const Table& table) {
  for (Change& change : changes_)
    if (change.dbi == table.dbi_) return change;
  return changes_.emplace_back(Change{table.id_, table.dbi_, false, 0, 0});
}

}  // namespace cybercheck::store
