// SPDX-License-Identifier: Apache-2.0
// What holds and cases give an account for its colour (cases/account_colour.h), told in full in cases/accounts.h: read when
// somebody asks for the colours of one account over time, and kept as the last colour beside the account
// (cases/account_colours.h). Pure but ReleasedAt; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>

#include "cases/account_colour.h"
#include "cases/case_history.h"
#include "cases/case_row.h"
#include "cases/hold_facts.h"
#include "cases/tables.h"
#include "cases/transfer_row.h"
#include "event/case_work.h"

namespace cybercheck::cases {

// The holds of one account, in any order.
class HoldGrounds {
 public:
  void Add(const HoldFacts& hold, ColourFacts& facts);
  // When the last hold of the case lapsed there; 0: none did, or another still runs.
  int64_t LapsedAt(event::CaseRef of) const;

 private:
  std::map<event::CaseRef, int64_t> lapsed_;
  std::set<event::CaseRef> runs_;
};

// Of one case whose money came to the account. `released_s`: when each of its transfers there had been released, `lapsed_s`:
// when its last hold there lapsed; 0: that is not so.
void AddCaseGrounds(const CaseRow& row, int64_t released_s, int64_t lapsed_s, ColourFacts& facts);
// Whether the case, standing as either, gives its accounts the same.
bool SameGrounds(const CaseRow& a, const CaseRow& b);

// When the last of the case's transfers to this place was released; 0: the log does not say. Adds to `looked` the rows it read.
// Txn: store::ReadTxn or store::WriteTxn. Errors: kDamaged, kIo.
template <class Txn>
base::Result<int64_t> ReleasedAt(const Tables& tables, const Txn& txn, event::CaseRef of, const indicator::KeyBytes& key,
                                 size_t& looked) {
  int64_t at_s = 0;
  ASSIGN_OR_RETURN(const std::vector<HistoryRow> history, ReadHistory(tables, txn, of));
  for (const HistoryRow& row : history) {
    ++looked;
    if (row.type != event::EntryType::kTransferRelease) continue;
    ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, row.seq));
    if (!entry || !entry->body) continue;
    ASSIGN_OR_RETURN(const event::TransferRelease release, event::DecodeTransferRelease(*entry->body));
    const std::string at = TransferKey(of, release.transfer);
    ASSIGN_OR_RETURN(const auto bytes, tables.transfers.Get(txn, at));
    if (!bytes || !release.released) continue;
    ASSIGN_OR_RETURN(const TransferRow transfer, DecodeTransferRow(at, *bytes));
    if (NodeKey(transfer.transfer.to) == key) at_s = std::max(at_s, entry->header.time_ms / 1000);
  }
  return at_s;
}

}  // namespace cybercheck::cases
