// SPDX-License-Identifier: Apache-2.0
// Undoes what a feed_observed entry put into the tables, as if it had never held rows. Every record, host and list of evidence
// that it named is made again from the rest of the log (feeds, reports, decisions, appeals), with the code that made it first; so
// a later replay, in which the body is gone, comes to the same tables; outcomes of other entries are corrected likewise. It reads
// the whole log in the applier's transaction: seconds for millions of rows, and rare.
#pragma once

#include "event/entry.h"
#include "lookup/record_rows.h"

namespace cybercheck::lookup {

// `entry` is an accepted body_redact whose target still has its body in `txn`. Errors: kDamaged, kIo.
base::Result<void> ApplyRedaction(const event::Entry& entry, store::Environment& environment, const LookupTables& tables,
                                  store::WriteTxn& txn, const NewKey& new_key);

}  // namespace cybercheck::lookup
