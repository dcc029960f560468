// SPDX-License-Identifier: Apache-2.0
// What the transfers of a case ask of banks. For cases' own sources; on the applier's thread.
//
// A transfer asks for a hold when money can be held where it went (CanBeHeld), nobody has released it, its case goes on, and no
// other hold answers for it:
//   - one that a bank or an officer opened at the same place for the same case, not before the money came there;
//   - one whose own transfer is gone, or goes to another place (an amendment told the list anew; the case it was told in is merged
//     into this one), at the same place for the same amount.
// A transfer that is corrected after its bank has answered asks again where it really went. So the holds of a case depend on what
// stands told of it, not on the order in which it was told.
#pragma once

#include <span>
#include <vector>

#include "cases/hold_store.h"
#include "event/entry.h"

namespace cybercheck::cases {

// A bank's answer tells where money went on: the holds that its transfers open follow this one.
struct Onward {
  event::HoldRef upstream;
  const HoldRow& hold;
};

// Opens, corrects and takes away holds until they are what `transfers` (levels set) ask for; the complaint's time and levels
// follow in all. `bank_case_id`: the case's; may be empty. Sums in `row` follow; the caller writes it.
base::Result<void> SettleCaseHolds(const event::Header& header, event::CaseRef of, std::string_view bank_case_id,
                                   std::span<const TransferRow> transfers, const Onward* onward, CaseRow& row,
                                   const Tables& tables, store::WriteTxn& txn);

// The hold that asks for a transfer's money.
HoldRow HoldFor(const TransferRow& transfer, const Onward* onward, int64_t now_s);

// Counts the minutes between complaint and hold, once, and those between request and first answer (cases/figure_rows.h).
base::Result<void> CountMinutesToHold(HoldRow& row, const Tables& tables, store::WriteTxn& txn);
base::Result<void> CountMinutesToAnswer(const HoldRow& before, const HoldRow& after, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
