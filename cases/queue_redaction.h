// SPDX-License-Identifier: Apache-2.0
// Undoes what a redacted feed_observed or report_submit did to the review queue and to what was decided about accounts: for the
// indicators it named, both are made again from the log and its outcomes, as a replay without that entry's body would make them.
#pragma once

#include "cases/tables.h"
#include "event/entry.h"

namespace cybercheck::cases {

// `entry` is the accepted body_redact, while the body it takes can still be read, and after lookup has corrected the outcomes of
// other entries. Errors are the storage's.
base::Result<void> RedactQueue(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
