// SPDX-License-Identifier: Apache-2.0
// Keeps the appeals: each from opening to decision, which are open, and the figures that are published. One entry after another
// on the applier's thread, accepted ones only. Errors are the storage's.
#pragma once

#include "cases/tables.h"
#include "event/appeal.h"
#include "event/entry.h"

namespace cybercheck::cases {

base::Result<void> BookAppeal(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
// Goes for every open appeal about its indicator. A move that does not name the oldest of them is passed over.
base::Result<void> BookAppealMove(const event::Entry& entry, const event::AppealMove& move, const Tables& tables,
                                  store::WriteTxn& txn);

}  // namespace cybercheck::cases
