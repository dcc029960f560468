// SPDX-License-Identifier: Apache-2.0
#include "cases/case_store.h"

#include <algorithm>
#include <map>

#include "cases/account_colours.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_columns.h"
#include "cases/case_life.h"
#include "cases/figure_rows.h"

namespace cybercheck::cases {
namespace {

// The counters by which statistics are checked: what is counted as a case, its damage, and how often that is unknown.
base::Result<void> CountCase(const CaseRow* before, const CaseRow& now, const Tables& tables, store::WriteTxn& txn) {
  FigureChanges figures;
  const auto count = [&figures](const CaseRow& row, uint64_t sign) {
    if (!IsCounted(row.state)) return;
    const FigureKey key{Figure::kCasesByDay, DayOf(row.reported_s), 0};
    figures.Add(key, 0, sign);
    figures.Add(key, 1, sign * static_cast<uint64_t>(std::max<int64_t>(row.damage_satang, 0)));
    figures.Add(key, 2, row.damage_satang < 0 ? sign : 0);
  };
  if (before != nullptr) count(*before, ~uint64_t{0});  // modulo 2^64
  count(now, 1);
  return figures.Write(tables, txn);
}

}  // namespace

base::Result<void> WriteCase(event::CaseRef ref, const CaseRow& row, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const std::optional<CaseRow> before, ReadCase(tables, txn, ref));
  CaseRow now = row;
  if (before) {
    now.ordinal = before->ordinal;
    tables.colours->Changes(ref, *before, now);
  } else {
    ASSIGN_OR_RETURN(const uint64_t cases, tables.cases.Count(txn));
    now.ordinal = static_cast<uint32_t>(cases);
  }
  std::string value;
  EncodeCaseRow(now, value);
  TRY(tables.cases.Put(txn, CaseKey(ref), value));
  TRY(CountCase(before ? &*before : nullptr, now, tables, txn));
  return tables.columns->Put(now, before, tables, txn);
}

base::Result<void> WriteTransfers(event::CaseRef of, std::span<const TransferRow> before, std::span<const TransferRow> after,
                                  const Tables& tables, store::WriteTxn& txn) {
  std::map<event::MoneyRef, const TransferRow*> standing;
  for (const TransferRow& row : before) standing.emplace(row.ref, &row);
  std::string value;
  for (const TransferRow& row : after) {
    const auto it = standing.find(row.ref);
    const bool same = it != standing.end() && *it->second == row;
    if (it != standing.end()) standing.erase(it);
    if (same) continue;
    EncodeTransferRow(row, value);
    TRY(tables.transfers.Put(txn, TransferKey(of, row.ref), value));
  }
  for (const auto& [ref, row] : standing) TRY(tables.transfers.Delete(txn, TransferKey(of, ref)));
  return {};
}

}  // namespace cybercheck::cases
