// SPDX-License-Identifier: Apache-2.0
// Keeps the cases: what was filed, what it completes or corrects, where each case stands. One entry after another on the
// applier's thread. Each Decide… refuses before it writes; `entry` has a body. Results are drawn in docs/event_format.md. Errors
// are the storage's.
//
// A complaint joins the case
//   1. that it names itself, else
//   2. that one of its external ids names, the first kind of them that names one, else
//   3. of which a transfer is the same loss: of the same person or payer, to the same place, the same amount, within 24 hours.
// So one loss that bank, hotline, web and station each tell of is one case, its damage counted once.
#pragma once

#include "cases/tables.h"
#include "event/entry.h"

namespace cybercheck::cases {

base::Result<event::Outcome> DecideCaseFile(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideCaseAmend(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideCaseMove(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideCaseNote(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideCaseLink(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideCaseCode(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideControlTotal(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideTransferRelease(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideNoticeSent(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

// The blind indexes of people whose keys were destroyed are taken away: nobody finds their cases by who they are any more.
base::Result<void> ForgetPeople(const std::vector<uint64_t>& subjects, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
