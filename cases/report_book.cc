// SPDX-License-Identifier: Apache-2.0
#include "cases/report_book.h"

#include "cases/attachment.h"
#include "cases/bangkok_calendar.h"
#include "cases/figure_rows.h"
#include "cases/report_row.h"
#include "cases/tally_rows.h"
#include "event/report_withdraw.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kReceivedCount = 0, kWithdrawnCount = 1;

FigureKey FigureOf(event::Channel channel, int64_t reported_s) {
  return {Figure::kReportsByDay, DayOf(reported_s), static_cast<uint32_t>(channel)};
}

void Tell(const ReportRow& row, bool withdrawn, bool out, TallyChanges& tallies) {
  tallies.Add(Tally::kReports, DayOf(row.reported_s), {static_cast<char>(row.channel), static_cast<char>(row.category)},
              {1, withdrawn ? 1u : 0u}, out);
}

ReportRow RowOf(const event::Entry& entry, const event::Report& report, uint16_t first_row) {
  ReportRow row;
  row.channel = report.channel;
  row.source_class = report.source_class;
  row.category = report.category;
  row.actor = ActorKindOf(entry.header.actor);
  row.reported_s = report.reported_s;
  row.since_s = entry.header.time_ms / 1000;
  row.subject = report.sealed ? report.sealed->subject : 0;
  row.first_row = first_row;
  row.indicators = static_cast<uint16_t>(report.indicators.size());
  row.attachments = static_cast<uint8_t>(report.attachments.size());
  row.case_type = report.case_type;
  return row;
}

}  // namespace

base::Result<void> ClaimAttachment(const std::string& id, event::ReportRef ref, const Tables& tables, store::WriteTxn& txn) {
  const std::string key = AttachmentKey(id);
  if (key.empty()) return {};
  ASSIGN_OR_RETURN(const auto bytes, tables.attachments.Get(txn, key));
  if (!bytes) return {};
  ASSIGN_OR_RETURN(Attachment attachment, DecodeAttachment(*bytes));
  if (attachment.report.seq != 0) return {};
  attachment.report = ref;
  std::string value;
  EncodeAttachment(attachment, value);
  return tables.attachments.Put(txn, key, value);
}

base::Result<void> CountOut(std::span<const ReportRow> rows, const Tables& tables, store::WriteTxn& txn) {
  FigureChanges figures;
  for (const ReportRow& row : rows) {
    Tell(row, IsTakenBack(row.state), true, *tables.tallied);
    figures.TakeOut(FigureOf(row.channel, row.reported_s), kReceivedCount);
    if (IsTakenBack(row.state)) figures.TakeOut(FigureOf(row.channel, row.reported_s), kWithdrawnCount);
  }
  return figures.Write(tables, txn);
}

base::Result<void> BookReports(const event::Entry& entry, const event::ReportSubmit& submit, const Tables& tables,
                               store::WriteTxn& txn) {
  FigureChanges figures;
  std::string value;
  event::ReportRef ref{entry.header.seq, 0};
  uint16_t first_row = 0;
  for (const event::Report& report : submit.reports) {
    const ReportRow row = RowOf(entry, report, first_row);
    Tell(row, false, false, *tables.tallied);
    EncodeReportRow(row, value);
    TRY(tables.reports.Append(txn, ReportKey(ref), value));
    for (const std::string& id : report.attachments) TRY(ClaimAttachment(id, ref, tables, txn));
    figures.Add(FigureOf(report.channel, report.reported_s), kReceivedCount);
    first_row = static_cast<uint16_t>(first_row + report.indicators.size());
    ++ref.report;
  }
  return figures.Write(tables, txn);
}

base::Result<void> BookWithdrawal(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const event::ReportWithdraw withdraw, event::DecodeReportWithdraw(*entry.body));
  FigureChanges figures;
  std::string value;
  for (const event::ReportRef& ref : withdraw.reports) {
    const std::string key = ReportKey(ref);
    ASSIGN_OR_RETURN(const auto bytes, tables.reports.Get(txn, key));
    if (!bytes) continue;
    ASSIGN_OR_RETURN(ReportRow row, DecodeReportRow(*bytes));
    const ReportState to = !withdraw.read   ? StateOfGround(withdraw.ground)
                           : *withdraw.read ? ReportState::kRead
                                            : ReportState::kReceived;
    if (IsTakenBack(row.state) || row.state == to || (withdraw.read && row.indicators != 0)) continue;
    row.state = to;
    row.since_s = entry.header.time_ms / 1000;
    EncodeReportRow(row, value);
    TRY(tables.reports.Put(txn, key, value));
    if (withdraw.read) continue;
    figures.Add(FigureOf(row.channel, row.reported_s), kWithdrawnCount);
    Tell(row, false, true, *tables.tallied);
    Tell(row, true, false, *tables.tallied);
  }
  return figures.Write(tables, txn);
}

}  // namespace cybercheck::cases
