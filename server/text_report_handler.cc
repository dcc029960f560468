// SPDX-License-Identifier: Apache-2.0
// POST /v1/queue/texts: reports in which no indicator was found leave the queue once an officer has read them, or wait in it
// again.
#include "cases/reports.h"
#include "event/report_withdraw.h"
#include "event/review.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// The report of an id, where this caller may say of it that it was read.
base::Result<event::ReportRef> TextReportOf(const std::string& id, const std::string& actor, const cases::Tables& tables,
                                            const store::ReadTxn& txn) {
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed) return Fail(ErrorCode::kBadRequest, "a report's id is 32 hexadecimal digits, and .N for report N > 0 of a batch");
  ASSIGN_OR_RETURN(const auto ref, cases::FindReport(tables, txn, *parsed));
  if (!ref) return Fail(ErrorCode::kNotFound, id + " is no report");
  ASSIGN_OR_RETURN(const auto status, cases::ReadReportStatus(tables, txn, *ref));
  if (!status) return Fail(ErrorCode::kNotFound, id + " is no report");
  if (status->row.indicators != 0)
    return Fail(ErrorCode::kWrongState, id + " names indicators: what is decided about them goes for it, too");
  if (cases::IsTakenBack(status->row.state)) return Fail(ErrorCode::kWrongState, id + " was taken back");
  if (status->actor == actor) return Fail(ErrorCode::kOwnWork, id + " was sent by this token");
  return *ref;
}

base::Result<void> AppendReports(const event::ReportWithdraw& read, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  out = "{\"reports\":[";
  for (const event::ReportRef& ref : read.reports) {
    ASSIGN_OR_RETURN(const auto status, cases::ReadReportStatus(tables, txn, ref));
    if (!status) continue;  // redacted since
    out.append(out.back() == '[' ? "{" : ",{");
    AppendMember("id", cases::FormatPublicId(status->entry_id, ref.report), out);
    AppendMember("state", cases::Name(status->row.state), out);
    out += '}';
  }
  out.append("]}");
  return {};
}

}  // namespace

base::Result<Submission> DecodeTextReports(const Request& request, Worker& worker) {
  std::vector<std::string> ids;
  std::optional<bool> read;
  TRY(ReadFlatBody(request.body, {{"reports", &ids, event::kReviewItemsMax, true}, {"read", &read}}));
  if (ids.empty()) return Fail(ErrorCode::kMissingMember, "reports names none");
  Services& services = worker.services();
  event::ReportWithdraw put_away;
  put_away.read = read.value_or(true);
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    for (const std::string& id : ids) {
      ASSIGN_OR_RETURN(const event::ReportRef ref, TextReportOf(id, request.caller.actor(), services.cases.tables(), txn));
      put_away.reports.push_back(ref);
    }
  }
  Submission submission;
  event::Draft& draft = submission.draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kReportWithdraw;
  draft.version = event::kReportReadVersion;
  draft.actor = request.caller.actor();
  draft.body = event::EncodeReportWithdraw(put_away, RequestKeyOf(services.secrets, request));
  return submission;
}

void RenderTextReports(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto read = event::DecodeReportWithdraw(*entry->body);
  if (read.has_error()) return response.Refuse(read.error());
  if (auto done = AppendReports(*read, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
