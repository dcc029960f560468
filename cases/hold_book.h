// SPDX-License-Identifier: Apache-2.0
// Keeps the holds: opens them with cases, by banks and onward along the money; answers, clocks, ends. One entry after another on
// the applier's thread. Each Decide… refuses before it writes; `entry` has a body. Errors are the storage's.
#pragma once

#include <span>

#include "cases/case_row.h"
#include "cases/tables.h"
#include "cases/transfer_row.h"
#include "event/entry.h"
#include "event/hold.h"

namespace cybercheck::cases {

// A case's transfers came to stand as `after` (they were `before`): each whose receiver can be held (CanBeHeld) and that has no
// hold yet asks for one; one that is only requested and whose transfer is gone is taken away. Sums in `row` follow; the caller
// writes it. Then the holds that a bank opened under the case's bank case id become the case's.
base::Result<void> BookCaseHolds(const event::Header& header, event::CaseRef of, std::string_view bank_case_id,
                                 std::span<const TransferRow> before, std::span<const TransferRow> after, CaseRow& row,
                                 const Tables& tables, store::WriteTxn& txn);
// The case's holds are another's from now on (merged), or no longer asked for (`into` {0, 0}: rejected, withdrawn: those only
// requested end as released).
base::Result<void> MoveCaseHolds(const event::Header& header, event::CaseRef of, event::CaseRef into, CaseRow& row,
                                 CaseRow* into_row, const Tables& tables, store::WriteTxn& txn);

base::Result<event::Outcome> DecideHoldOpen(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideHoldAnswer(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideHoldMove(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideReleaseAsk(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideReleaseMove(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
