// SPDX-License-Identifier: Apache-2.0
// Undoes what a redacted report_submit did to the reports, their figures and the files that came with them, as a replay without
// its body would have it: the reports are gone, and a file belongs to the next report that names it.
#pragma once

#include "cases/tables.h"
#include "event/entry.h"

namespace cybercheck::cases {

// `entry` is the accepted body_redact, while the body it takes can still be read. Errors are the storage's.
base::Result<void> RedactReports(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
