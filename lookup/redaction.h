// SPDX-License-Identifier: Apache-2.0
// Undoes what a feed_observed or report_submit entry put into the tables, as if it had never said anything. Every record, host
// and list of evidence that it named is made again from the rest of the log (feeds, reports, decisions, appeals), with the code
// that made it first; so a later replay, in which the body is gone, comes to the same tables; outcomes of other entries are
// corrected likewise. It reads the whole log in the applier's transaction: seconds for millions of rows, and rare.
#pragma once

#include "event/entry.h"
#include "lookup/record_rows.h"
#include "store/log.h"
#include "store/outcomes.h"

namespace cybercheck::lookup {

// Whether the body of a report_submit must stay (store/projection.h): `own_work` when its sender was refused a decision about
// what it named, for then nobody can tell from the rest of the log that it was their own.
base::Result<std::string_view> WhyReportStays(const event::Entry& target, const store::Log& log, const store::Outcomes& outcomes,
                                              const store::WriteTxn& txn);

// `entry` is an accepted body_redact whose target still has its body in `txn`. Errors: kDamaged, kIo.
base::Result<void> ApplyRedaction(const event::Entry& entry, store::Environment& environment, const LookupTables& tables,
                                  store::WriteTxn& txn, const NewKey& new_key);

}  // namespace cybercheck::lookup
