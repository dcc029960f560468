// SPDX-License-Identifier: Apache-2.0
// Rows of holds with all their lists: written here and nowhere else, so that lists and sums are what the rows say.
//
//   hold_lists  bank 3 bytes, state u8, requested u64, hold   every hold, in the order in which banks were asked
//   holds_due   due u64, hold                                 those whose clock runs
//   bank_holds  bank case id with its length, hold            those that wait for the case of that id
//   case_holds  case, hold                                    those of a case
//   account_holds  NodeKey 17 bytes, hold                     those at a place
//
// Errors: kDamaged, kIo, kStorageFull.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cases/case_row.h"
#include "cases/hold_row.h"
#include "cases/tables.h"

namespace cybercheck::cases {

// nullopt: there is no such hold. Txn: store::ReadTxn or store::WriteTxn.
template <class Txn>
base::Result<std::optional<HoldRow>> ReadHold(const Tables& tables, const Txn& txn, const event::HoldRef& ref) {
  ASSIGN_OR_RETURN(const auto bytes, tables.holds.Get(txn, MoneyRefKey(ref)));
  if (!bytes) return std::optional<HoldRow>();
  ASSIGN_OR_RETURN(HoldRow row, DecodeHoldRow(*bytes));
  return std::optional<HoldRow>(std::move(row));
}

using RefAndHold = std::pair<event::HoldRef, HoldRow>;
// The holds that `list` names under `prefix`, in its order.
template <class Txn>
base::Result<std::vector<RefAndHold>> ReadHoldsUnder(const store::Table& list, const std::string& prefix, const Tables& tables,
                                                     const Txn& txn) {
  std::vector<RefAndHold> holds;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, list));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    ASSIGN_OR_RETURN(const event::HoldRef ref, HoldAtEnd(row->key));
    ASSIGN_OR_RETURN(auto hold, ReadHold(tables, txn, ref));
    if (!hold) return base::Fail(base::ErrorCode::kDamaged, "a listed hold is missing");
    holds.emplace_back(ref, std::move(*hold));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return holds;
}
template <class Txn>
base::Result<std::vector<RefAndHold>> ReadCaseHolds(const Tables& tables, const Txn& txn, event::CaseRef of) {
  return ReadHoldsUnder(tables.case_holds, CaseKey(of), tables, txn);
}

// The hold comes to stand as `after` (it was `before`; null: there was none), its clock set anew. `from` and `to`: the rows of
// the cases it was and is of (null: none), whose sums follow; the caller writes them.
base::Result<void> PutHold(const event::HoldRef& ref, const HoldRow* before, HoldRow& after, CaseRow* from, CaseRow* to,
                           const Tables& tables, store::WriteTxn& txn);
base::Result<void> RemoveHold(const event::HoldRef& ref, const HoldRow& before, CaseRow* from, const Tables& tables,
                              store::WriteTxn& txn);

}  // namespace cybercheck::cases
