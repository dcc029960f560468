// SPDX-License-Identifier: Apache-2.0
#include "cases/reports.h"

namespace cybercheck::cases {

base::Result<std::optional<event::ReportRef>> FindReport(const Tables& tables, const store::ReadTxn& txn, const PublicId& id) {
  ASSIGN_OR_RETURN(const auto seq, SeqOf(tables, txn, id));
  if (!seq) return std::optional<event::ReportRef>();
  const event::ReportRef ref{*seq, id.report};
  ASSIGN_OR_RETURN(const auto row, tables.reports.Get(txn, ReportKey(ref)));
  if (!row) return std::optional<event::ReportRef>();
  return std::optional<event::ReportRef>(ref);
}

base::Result<std::optional<ReportRow>> ReportAt(const Tables& tables, const store::ReadTxn& txn, event::ReportRef ref) {
  ASSIGN_OR_RETURN(const auto bytes, tables.reports.Get(txn, ReportKey(ref)));
  if (!bytes) return std::optional<ReportRow>();
  ASSIGN_OR_RETURN(ReportRow row, DecodeReportRow(*bytes));
  return std::optional<ReportRow>(std::move(row));
}

base::Result<std::optional<ReportStatus>> ReadReportStatus(const Tables& tables, const store::ReadTxn& txn,
                                                           event::ReportRef ref) {
  ASSIGN_OR_RETURN(auto row, ReportAt(tables, txn, ref));
  if (!row) return std::optional<ReportStatus>();
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, ref.seq));
  if (!entry || !entry->body)
    return base::Fail(base::ErrorCode::kDamaged, "a report stands in entry " + std::to_string(ref.seq) + ", which has no body");
  ASSIGN_OR_RETURN(const event::ReportSubmit submit, event::DecodeReportSubmit(*entry->body));
  if (ref.report >= submit.reports.size())
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(ref.seq) + " has fewer reports than are booked");
  ReportStatus status{ref, std::move(*row), entry->header.id, entry->header.actor, {}};
  uint16_t number = status.row.first_row;
  for (const event::ReportIndicator& indicator : submit.reports[ref.report].indicators) {
    ReportStatus::Indicator named{indicator.key, indicator.origin, indicator.counts, number, std::nullopt};
    ASSIGN_OR_RETURN(const auto queued, tables.queue.Get(txn, QueueKey({ref.seq, number})));
    if (queued) {
      ASSIGN_OR_RETURN(const QueueRow waiting, DecodeQueueRow(*queued));
      named.queue = waiting.why;
    }
    status.indicators.push_back(std::move(named));
    ++number;
  }
  return std::optional<ReportStatus>(std::move(status));
}

}  // namespace cybercheck::cases
