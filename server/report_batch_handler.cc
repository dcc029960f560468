// SPDX-License-Identifier: Apache-2.0
// POST /v1/reports:batch (server/batch_rows.h).
#include <algorithm>

#include "server/batch_rows.h"
#include "server/handlers.h"
#include "server/intake.h"
#include "server/report_answer.h"
#include "server/report_body.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<void> TakeRow(std::string_view line, const Request& request, Intake& intake, int64_t now_s, const event::EntryId& id,
                           size_t& indicators, event::ReportSubmit& submit, Limits::Admission& asked) {
  if (line.size() > kReportBodyBytesMax) return Fail(ErrorCode::kBodyTooLarge, "a row has at most 262144 bytes");
  ingest::RawReport raw;
  TRY(DecodeReportBody(line, now_s, std::nullopt, raw));
  TRY(MayReport(request.caller.role, raw));
  event::Report report;
  if (auto fault = intake.Resolve(raw, {id, static_cast<uint16_t>(submit.reports.size())}, report))
    return ingest::ErrorOf(std::move(*fault));
  asked = intake.AskAbout(report);
  if (!asked.allowed) return Fail(ErrorCode::kTooManyRequests);
  if (indicators + report.indicators.size() > event::kEntryIndicatorsMax)
    return Fail(ErrorCode::kTooManyItems, "the rows before it have 4096 indicators together; send it in another batch");
  indicators += report.indicators.size();
  submit.reports.push_back(std::move(report));
  return {};
}

base::Result<event::Draft> MakeEntry(const Request& request, Services& services, Batch& batch) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kReportSubmit;
  draft.version = event::kReportSubmitVersion;
  draft.actor = request.caller.actor();
  event::ReportSubmit submit;
  Intake intake(services, request.caller);
  size_t indicators = 0;
  TRY(TakeRows(request.body, batch, [&](std::string_view line) {
    return TakeRow(line, request, intake, services.clock.NowS(), draft.id, indicators, submit, batch.asked);
  }));
  batch.taken = submit.reports.size();
  if (submit.reports.empty()) return Fail(ErrorCode::kBadRequest, "no row could be taken");
  draft.body = event::EncodeReportSubmit(submit, RequestKeyOf(services.secrets, request));
  if (draft.body.size() > event::kBodyBytesMax) {
    batch.whole = false;
    return Fail(ErrorCode::kBodyTooLarge, "the rows together are too large for one entry; send fewer at a time");
  }
  return draft;
}

base::Result<void> AppendRows(Batch& batch, const store::Sequencer::Reply& reply, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const SubmittedReports entry, ReadSubmitted(reply.outcome.seq, worker.services()));
  if (!batch.Match(entry.submit.reports.size()))
    return Fail(ErrorCode::kConflict,
                "the lists in force have changed since the batch was entered; ask for its reports one by one");
  const std::string before = BeforeOf(reply.outcome);
  size_t number = 0, first = 0;
  for (const Batch::Row& row : batch.rows) {
    if (row.error) {
      AppendRowError(row, out);
      continue;
    }
    const size_t count = entry.submit.reports[number].indicators.size();
    out.append("{\"row\":").append(std::to_string(row.line)).append(",");
    TRY(AppendReport(entry, number, std::string_view(before).substr(std::min(first, before.size()), count), worker, out));
    out.append("}\n");
    ++number;
    first += count;
  }
  return {};
}

}  // namespace

base::Result<Submission> DecodeReportBatch(const Request& request, Worker& worker) {
  TRY(CountRows(request.body, event::kReportsMax));
  return SubmitRows(request, worker, MakeEntry, AppendRows);
}

}  // namespace cybercheck::server
