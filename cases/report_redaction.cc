// SPDX-License-Identifier: Apache-2.0
#include "cases/report_redaction.h"

#include <set>
#include <vector>

#include "cases/attachment.h"
#include "cases/report_book.h"
#include "cases/report_row.h"
#include "event/body_redact.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using Files = std::set<std::string>;  // ids

// Deletes the entry's reports, and counts them out.
base::Result<void> TakeAway(uint64_t seq, const Tables& tables, store::WriteTxn& txn) {
  std::vector<ReportRow> rows;
  for (event::ReportRef ref{seq, 0};; ++ref.report) {
    const std::string key = ReportKey(ref);
    ASSIGN_OR_RETURN(const auto bytes, tables.reports.Get(txn, key));
    if (!bytes) break;
    ASSIGN_OR_RETURN(ReportRow row, DecodeReportRow(*bytes));
    rows.push_back(std::move(row));
    TRY(tables.reports.Delete(txn, key));
  }
  return CountOut(rows, tables, txn);
}

// Of the files that the entry's reports named, those that belonged to them, which now belong to none.
base::Result<Files> Release(const event::ReportSubmit& submit, uint64_t seq, const Tables& tables, store::WriteTxn& txn) {
  Files released;
  std::string value;
  for (const event::Report& report : submit.reports) {
    for (const std::string& id : report.attachments) {
      const std::string key = AttachmentKey(id);
      if (key.empty()) continue;
      ASSIGN_OR_RETURN(const auto bytes, tables.attachments.Get(txn, key));
      if (!bytes) continue;
      ASSIGN_OR_RETURN(Attachment attachment, DecodeAttachment(*bytes));
      if (attachment.report.seq != seq) continue;
      attachment.report = {};
      EncodeAttachment(attachment, value);
      TRY(tables.attachments.Put(txn, key, value));
      released.insert(id);
    }
  }
  return released;
}

// Those that `past` names are its own now.
base::Result<void> Claim(const Entry& past, const Tables& tables, store::WriteTxn& txn, Files& released) {
  ASSIGN_OR_RETURN(const event::Outcome outcome, tables.outcomes.Of(past.header, txn));
  if (!outcome.accepted) return {};
  ASSIGN_OR_RETURN(const event::ReportSubmit submit, event::DecodeReportSubmit(*past.body));
  event::ReportRef ref{past.header.seq, 0};
  for (const event::Report& report : submit.reports) {
    for (const std::string& file : report.attachments)
      if (released.erase(file) != 0) TRY(ClaimAttachment(file, ref, tables, txn));
    ++ref.report;
  }
  return {};
}

}  // namespace

base::Result<void> RedactReports(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
  ASSIGN_OR_RETURN(const auto target, tables.log->Read(txn, redact.seq));
  if (!target || target->header.type != EntryType::kReportSubmit || !target->body) return {};
  const auto submit = event::DecodeReportSubmit(*target->body);
  if (submit.has_error()) return {};  // was refused
  TRY(TakeAway(redact.seq, tables, txn));
  ASSIGN_OR_RETURN(Files released, Release(*submit, redact.seq, tables, txn));
  for (uint64_t seq = redact.seq + 1; seq < entry.header.seq && !released.empty(); ++seq) {
    ASSIGN_OR_RETURN(const auto past, tables.log->Read(txn, seq));
    if (past && past->body && past->header.type == EntryType::kReportSubmit) TRY(Claim(*past, tables, txn, released));
  }
  return {};
}

}  // namespace cybercheck::cases
