// SPDX-License-Identifier: Apache-2.0
#include "cases/case_store.h"

#include <algorithm>
#include <map>

namespace cybercheck::cases {

base::Result<void> WriteCase(event::CaseRef ref, const CaseRow& row, const Tables& tables, store::WriteTxn& txn) {
  std::string value;
  EncodeCaseRow(row, value);
  return tables.cases.Put(txn, CaseKey(ref), value);
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
