// SPDX-License-Identifier: Apache-2.0
// What a case takes with it when it comes out of another again, into which it was merged: the holds on its money and the way of
// the money that banks told. It goes with it
//   - a hold that a transfer of it asked for: under a name that it gave, or for the same amount at the same place while the other
//     tells of no such money;
//   - a hold that a bank or an officer opened for it, by its id or by that which the bank gave it;
//   - each hold that was asked for from one of these onward, and each transfer that an answer to one of these told.
// What is in doubt stays with the other. For cases' own sources; on the applier's thread. Errors are the storage's.
#pragma once

#include "cases/case_row.h"
#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

// `complaint`: what the case `of` tells; `rest`: what the other, `from`, tells without it. The sums of both rows follow; the
// caller writes these and settles the holds of both.
base::Result<void> TakeHoldsBack(event::CaseRef of, const event::Complaint& complaint, event::CaseRef from,
                                 const event::Complaint& rest, CaseRow& row, CaseRow& from_row, const Tables& tables,
                                 store::WriteTxn& txn);

}  // namespace cybercheck::cases
