// SPDX-License-Identifier: Apache-2.0
#include "ingest/tips_of_today.h"

#include "event/report_submit.h"
#include "ingest/thai_date.h"
#include "store/log.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kEntriesMax = 65536;

int64_t DayOf(int64_t unix_s) { return (unix_s + kThailandS) / 86400; }

void Count(std::string_view body, int64_t now_s, TipCaps& caps) {
  const auto submit = event::DecodeReportSubmit(body);
  if (submit.has_error()) return;  // was refused
  for (const event::Report& report : submit->reports) {
    if (!report.reporter.starts_with("net:")) continue;
    for (const event::ReportIndicator& indicator : report.indicators)
      if (indicator.counts) caps.Take(report.reporter, indicator::IndexKey(indicator.key), now_s);
  }
}

}  // namespace

base::Result<void> CountTipsOfToday(store::Environment& data, int64_t now_s, TipCaps& caps) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(data, txn));
  ASSIGN_OR_RETURN(const uint64_t last_seq, log.LastSeq(txn));
  size_t entries = 0;
  for (uint64_t seq = last_seq; seq > 0 && entries < kEntriesMax; --seq) {
    ASSIGN_OR_RETURN(const auto bytes, log.table().Get(txn, store::SeqKey(seq)));
    if (!bytes) return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + " is missing in the log");
    ASSIGN_OR_RETURN(const store::LogRow row, store::ParseLogRow(*bytes));
    ASSIGN_OR_RETURN(const event::Header header, event::DecodeHeader(row.header));
    if (DayOf(header.time_ms / 1000) < DayOf(now_s)) break;
    if (header.type != event::EntryType::kReportSubmit) continue;
    ++entries;
    if (row.body) Count(*row.body, now_s, caps);
  }
  return {};
}

}  // namespace cybercheck::ingest
