// SPDX-License-Identifier: Apache-2.0
#include "cases/text_reports.h"

#include <algorithm>

#include "cases/public_id.h"
#include "cases/queue.h"
#include "cases/report_row.h"
#include "event/report_submit.h"

namespace cybercheck::cases {
namespace {

// The entries of the reports of a page, each read once.
class Entries {
 public:
  Entries(const Tables& tables, const store::ReadTxn& txn) : tables_(tables), txn_(txn) {}

  base::Result<void> Add(event::ReportRef ref, const ReportRow& row, TextReportsPage& page) {
    if (entry_.header.seq != ref.seq) {
      ASSIGN_OR_RETURN(auto entry, tables_.log->Read(txn_, ref.seq));
      if (!entry || !entry->body) return base::Fail(base::ErrorCode::kDamaged, "a report's entry is not in the log");
      entry_ = std::move(*entry);
      ASSIGN_OR_RETURN(submit_, event::DecodeReportSubmit(*entry_.body));
    }
    if (ref.report >= submit_.reports.size()) return base::Fail(base::ErrorCode::kDamaged, "a report is not in its entry");
    const std::string& digest = submit_.reports[ref.report].text_digest;
    auto same = std::ranges::find(page.texts, digest, &TextReports::digest);
    if (digest.empty() || same == page.texts.end()) {
      page.texts.push_back({digest, row.since_s, {}});
      same = page.texts.end() - 1;
    }
    same->since_s = std::min(same->since_s, row.since_s);
    same->ids.push_back(FormatPublicId(entry_.header.id, ref.report));
    return {};
  }

 private:
  const Tables& tables_;
  const store::ReadTxn& txn_;
  event::Entry entry_;
  event::ReportSubmit submit_;
};

base::Result<std::optional<store::Cursor::Row>> Begin(store::Cursor& cursor, event::ReportRef after, bool newest_first) {
  if (after.seq == 0) return newest_first ? cursor.Last() : cursor.First();
  const std::string key = ReportKey(after);
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(key));
  if (newest_first) return row ? cursor.Previous() : cursor.Last();
  if (row && row->key == key) return cursor.Next();
  return row;
}

}  // namespace

base::Result<TextReportsPage> ReadTextReports(const Tables& tables, const store::ReadTxn& txn, event::ReportRef after,
                                              bool newest_first, size_t limit) {
  TextReportsPage page;
  Entries entries(tables, txn);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.reports));
  ASSIGN_OR_RETURN(auto row, Begin(cursor, after, newest_first));
  size_t found = 0;
  event::ReportRef last = after;
  for (size_t scanned = 0; row; ++scanned) {
    if (found == limit || scanned == kQueueScanMax) {
      page.next = last;
      break;
    }
    ASSIGN_OR_RETURN(last, DecodeReportKey(row->key));
    ASSIGN_OR_RETURN(const ReportRow report, DecodeReportRow(row->value));
    if (report.indicators == 0 && report.state == ReportState::kReceived) {
      TRY(entries.Add(last, report, page));
      ++found;
    }
    ASSIGN_OR_RETURN(row, newest_first ? cursor.Previous() : cursor.Next());
  }
  return page;
}

}  // namespace cybercheck::cases
