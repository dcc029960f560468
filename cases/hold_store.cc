// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_store.h"

#include <set>

#include "cases/account_colours.h"
#include "cases/hold_clock.h"
#include "cases/hold_facts.h"
#include "cases/stopped_money.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {
namespace {

using ListRow = std::pair<const store::Table*, std::string>;

// Every list's row of this hold.
std::set<ListRow> ListRows(const event::HoldRef& ref, const HoldRow& row, const Tables& tables) {
  std::set<ListRow> rows;
  rows.emplace(&tables.hold_lists, HoldListKey(BankOf(row), row.state, row.requested_s, ref));
  rows.emplace(&tables.account_holds, AccountHoldKey(row.at, ref));
  if (row.due_s != 0) rows.emplace(&tables.holds_due, HoldDueKey(row.due_s, ref));
  if (row.of.seq != 0)
    rows.emplace(&tables.case_holds, CaseKey(row.of) + MoneyRefKey(ref));
  else if (!row.bank_case_id.empty())
    rows.emplace(&tables.bank_holds, BankHoldKey(row.bank_case_id, ref));
  return rows;
}

void Count(const HoldRow& row, int64_t sign, CaseRow& of) {
  of.requested_satang += sign * row.requested_satang;
  of.held_satang += sign * row.held_satang;
  of.frozen_satang += sign * row.frozen_satang;
  of.returned_satang += sign * row.returned_satang;
}

void Tell(const HoldRow& row, bool out, TallyChanges& tallies) {
  std::string group(BankOf(row));
  group += static_cast<char>(row.state);
  group += static_cast<char>(row.ground);
  tallies.Add(Tally::kHolds, DayOf(row.requested_s), std::move(group),
              {1, static_cast<uint64_t>(row.requested_satang), static_cast<uint64_t>(row.held_satang),
               static_cast<uint64_t>(row.frozen_satang), static_cast<uint64_t>(row.returned_satang)},
              out);
}

}  // namespace

base::Result<void> PutHold(const event::HoldRef& ref, const HoldRow* before, HoldRow& after, CaseRow* from, CaseRow* to,
                           const Tables& tables, store::WriteTxn& txn) {
  after.due_s = DueOf(after);
  if (before != nullptr && from != nullptr) Count(*before, -1, *from);
  if (to != nullptr) Count(after, 1, *to);
  if (before != nullptr && *before == after) return {};
  if (before != nullptr) tables.stopped->Touch(before->of);
  tables.stopped->Touch(after.of);
  tables.colours->Changes(before, &after, from, to);
  auto rows = ListRows(ref, after, tables);
  if (before != nullptr) {
    for (const ListRow& place : ListRows(ref, *before, tables))
      if (rows.erase(place) == 0) TRY(place.first->Delete(txn, place.second));
  }
  for (const ListRow& place : rows) TRY(place.first->Put(txn, place.second, {}));
  if (before != nullptr) Tell(*before, true, *tables.tallied);
  Tell(after, false, *tables.tallied);
  TRY(tables.account_holds.Put(txn, AccountHoldKey(after.at, ref), EncodeHoldFacts(after)));
  std::string value;
  EncodeHoldRow(after, value);
  return tables.holds.Put(txn, MoneyRefKey(ref), value);
}

base::Result<void> RemoveHold(const event::HoldRef& ref, const HoldRow& before, CaseRow* from, const Tables& tables,
                              store::WriteTxn& txn) {
  if (from != nullptr) Count(before, -1, *from);
  tables.stopped->Touch(before.of);
  tables.colours->Changes(&before, nullptr, from, nullptr);
  for (const ListRow& place : ListRows(ref, before, tables)) TRY(place.first->Delete(txn, place.second));
  Tell(before, true, *tables.tallied);
  TRY(tables.holds.Delete(txn, MoneyRefKey(ref)));
  return {};
}

}  // namespace cybercheck::cases
