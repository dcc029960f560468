// SPDX-License-Identifier: Apache-2.0
// Keeps the reports: their status, the files they came with, how many a day. One entry after another on the applier's thread,
// accepted ones only. Errors are the storage's.
#pragma once

#include <span>
#include <string>

#include "cases/report_row.h"
#include "cases/tables.h"
#include "event/entry.h"
#include "event/report_submit.h"

namespace cybercheck::cases {

base::Result<void> BookReports(const event::Entry& entry, const event::ReportSubmit& submit, const Tables& tables,
                               store::WriteTxn& txn);
// Takes reports out of the figures again, whose rows were these.
base::Result<void> CountOut(std::span<const ReportRow> rows, const Tables& tables, store::WriteTxn& txn);
// The first report that names a file has brought it.
base::Result<void> ClaimAttachment(const std::string& id, event::ReportRef ref, const Tables& tables, store::WriteTxn& txn);
// Of each report only the first withdrawal is kept; what is no report is passed over.
base::Result<void> BookWithdrawal(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
