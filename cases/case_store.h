// SPDX-License-Identifier: Apache-2.0
// Rows of cases and of their transfers, read and written by whoever keeps the books. Errors: kDamaged, kIo, kStorageFull.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cases/case_row.h"
#include "cases/tables.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

// nullopt: there is no such case. Txn: store::ReadTxn or store::WriteTxn.
template <class Txn>
base::Result<std::optional<CaseRow>> ReadCase(const Tables& tables, const Txn& txn, event::CaseRef ref) {
  ASSIGN_OR_RETURN(const auto bytes, tables.cases.Get(txn, CaseKey(ref)));
  if (!bytes) return std::optional<CaseRow>();
  ASSIGN_OR_RETURN(CaseRow row, DecodeCaseRow(*bytes));
  return std::optional<CaseRow>(std::move(row));
}
// What banks are asked for of one case comes to no more: sums and their sums stay numbers.
inline constexpr int64_t kCaseSatangMax = event::kSatangMax * 4000;
// How many merges may stand behind one another: a case merged into one that is merged itself, and so on.
inline constexpr int kMergesMax = 256;
// The case that counts: follows merges to their end. kDamaged: a chain that is longer than it may be, or in a circle.
template <class Txn>
base::Result<event::CaseRef> CountingCase(const Tables& tables, const Txn& txn, event::CaseRef ref) {
  for (int i = 0; i <= kMergesMax; ++i) {
    ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, ref));
    if (!row || row->into.seq == 0) return ref;
    ref = row->into;
  }
  return base::Fail(base::ErrorCode::kDamaged, "cases are merged in a circle");
}

// A case's transfers, in the order in which they were told.
template <class Txn>
base::Result<std::vector<TransferRow>> ReadTransfers(const Tables& tables, const Txn& txn, event::CaseRef of) {
  std::vector<TransferRow> rows;
  const std::string prefix = CaseKey(of);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.transfers));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    ASSIGN_OR_RETURN(TransferRow read, DecodeTransferRow(row->key, row->value));
    rows.push_back(std::move(read));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return rows;
}

base::Result<void> WriteCase(event::CaseRef ref, const CaseRow& row, const Tables& tables, store::WriteTxn& txn);
// Rows come to stand as `after`; `before` is what stands there. Only what differs is written.
base::Result<void> WriteTransfers(event::CaseRef of, std::span<const TransferRow> before, std::span<const TransferRow> after,
                                  const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
