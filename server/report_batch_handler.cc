// SPDX-License-Identifier: Apache-2.0
// POST /v1/reports:batch: one JSON object a line in, one a line out, in one entry. A row that cannot be taken never spoils the
// others.
#include <algorithm>
#include <vector>

#include "cases/public_id.h"
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

// What became of the rows before the entry was made; the answer is made of it and the outcome.
struct Batch {
  struct Row {
    size_t line = 0;  // of the body, from 1
    std::optional<base::Error> error;
  };
  std::vector<Row> rows;
  size_t taken = 0;
  Limits::Admission asked;  // not allowed: the numbers in the rows are more than the sender may look up, and nothing is entered
  bool whole = false;       // every row was looked at: what failed after that is the entry
};

// Calls `on_line(number, text)` for every line that is not blank, until it gives false.
template <class OnLine>
void EachLine(std::string_view body, OnLine on_line) {
  for (size_t number = 1; !body.empty(); ++number) {
    std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(line.size() + 1, body.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") != std::string_view::npos && !on_line(number, line)) return;
  }
}

// Trouble of keys or disk, or with the sender's budget, which is no row's fault.
bool ConcernsAll(const base::Error& error) {
  return base::Describe(error.code).http_status >= 500 || error.code == ErrorCode::kTooManyRequests;
}

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
  std::optional<base::Error> trouble;
  EachLine(request.body, [&](size_t number, std::string_view line) {
    auto taken = TakeRow(line, request, intake, services.clock.NowS(), draft.id, indicators, submit, batch.asked);
    if (taken.has_error() && ConcernsAll(taken.error())) {
      trouble = std::move(taken).error();
      return false;
    }
    Batch::Row& row = batch.rows.emplace_back();
    row.line = number;
    if (taken.has_error()) row.error = std::move(taken).error();
    return true;
  });
  if (trouble) return std::move(*trouble);
  batch.whole = true;
  batch.taken = submit.reports.size();
  if (submit.reports.empty()) return Fail(ErrorCode::kBadRequest, "no row could be taken");
  draft.body = event::EncodeReportSubmit(submit, RequestKeyOf(services.secrets, request));
  if (draft.body.size() > event::kBodyBytesMax) {
    batch.whole = false;
    return Fail(ErrorCode::kBodyTooLarge, "the rows together are too large for one entry; send fewer at a time");
  }
  return draft;
}

void AppendRowError(const Batch::Row& row, std::string& out) {
  out.append("{\"row\":").append(std::to_string(row.line)).append(",");
  std::string error;
  wire::AppendItemError(*row.error, error);
  out.append(error.substr(1)).append("\n");  // {"error":…} goes on in the same object
}

base::Result<void> AppendRows(const Batch& batch, const store::Sequencer::Reply& reply, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const SubmittedReports entry, ReadSubmitted(reply.outcome.seq, worker.services()));
  if (entry.submit.reports.size() != batch.taken)
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

void RenderBatch(const Batch& batch, const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (!batch.asked.allowed) {
    worker.metrics().lookups_limited.Add();
    return Limits::Refuse(batch.asked, response);
  }
  if (reply.has_error() && batch.whole && batch.taken == 0) {
    response.status = 200;  // nothing was entered; every row says why
    for (const Batch::Row& row : batch.rows) AppendRowError(row, response.body);
  } else if (reply.has_error()) {
    return response.Refuse(reply.error());
  } else if (!reply->outcome.accepted) {
    return response.Refuse(RefusalOf(reply->outcome));
  } else if (auto done = AppendRows(batch, *reply, worker, response.body); done.has_error()) {
    return response.Refuse(done.error());
  }
  response.content_type = MediaType(ContentType::kNdjson);
}

}  // namespace

base::Result<Submission> DecodeReportBatch(const Request& request, Worker& worker) {
  size_t rows = 0;
  EachLine(request.body, [&](size_t, std::string_view) { return ++rows <= event::kReportsMax; });
  if (rows == 0) return Fail(ErrorCode::kBadRequest, "the body has no row");
  if (rows > event::kReportsMax) return Fail(ErrorCode::kTooManyItems, "a batch has at most 500 rows");
  Services& services = worker.services();
  const auto batch = std::make_shared<Batch>();
  Submission out;
  out.priority = store::Priority::kBulk;
  out.prepare = [&services, batch, copy = std::make_shared<RequestCopy>(request)] {
    return MakeEntry(copy->request(), services, *batch);
  };
  out.render = [batch](const base::Result<store::Sequencer::Reply>& reply, Worker& answering, Response& response) {
    RenderBatch(*batch, reply, answering, response);
  };
  return out;
}

// Every submission of this route renders itself.
void RenderReportBatch(const base::Result<store::Sequencer::Reply>& reply, Worker&, Response& response) {
  if (reply.has_error()) response.Refuse(reply.error());
}

}  // namespace cybercheck::server
