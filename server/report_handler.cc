// SPDX-License-Identifier: Apache-2.0
// POST /v1/reports and GET /v1/reports/{id}.
#include "base/timestamp.h"
#include "cases/receipt_code.h"
#include "cases/reports.h"
#include "server/handlers.h"
#include "server/intake.h"
#include "server/report_answer.h"
#include "server/report_body.h"
#include "server/sealed_words.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

bool IsOfficer(const Caller& caller) {
  return caller.control || caller.role == event::Role::kOfficer || caller.role == event::Role::kSupervisor ||
         caller.role == event::Role::kAdmin;
}

void AppendText(std::string_view name, std::string_view text, std::string& out) {
  if (out.back() != '{') out += ',';
  out.append("\"").append(name).append("\":");
  wire::AppendJsonString(text, out);
}

// For officers: what the files that came with it are called, and what was sealed, as it was written, or why it cannot be shown.
base::Result<void> AppendForOfficers(const cases::ReportStatus& status, Services& services, std::string& out) {
  if (status.row.subject == 0 && status.row.attachments == 0) return {};
  ASSIGN_OR_RETURN(const SubmittedReports entry, ReadSubmitted(status.ref.seq, services));
  if (status.ref.report >= entry.submit.reports.size()) return Fail(ErrorCode::kDamaged, "a report is not in its entry");
  const event::Report& report = entry.submit.reports[status.ref.report];
  if (!report.attachments.empty()) {
    out.append(",\"files\":[");
    for (const std::string& id : report.attachments) {
      if (out.back() != '[') out += ',';
      wire::AppendJsonString(id, out);
    }
    out += ']';
  }
  if (!report.sealed) return {};
  const auto opened = services.key_ring.Open(*report.sealed, store::AboutReport(entry.id, status.ref.report));
  if (opened.has_value())
    out.append(",\"said\":").append(*opened);
  else if (opened.error().code == ErrorCode::kErased)
    out.append(",\"erased\":true");
  else
    return opened.error();
  return {};
}

base::Result<void> AppendStatus(const cases::ReportStatus& status, bool officer, Worker& worker, std::string& out) {
  const cases::ReportRow& row = status.row;
  out = "{";
  AppendText("id", cases::FormatPublicId(status.entry_id, status.ref.report), out);
  AppendText("source", event::Name(row.channel), out);
  AppendText("state", cases::Name(row.state), out);
  AppendText("reported_at", base::FormatTime(row.reported_s), out);
  AppendText("since", base::FormatTime(row.since_s), out);
  if (row.category != 0) AppendText("category", wire::Name(static_cast<wire::Category>(row.category)), out);
  if (!row.case_type.empty()) AppendText("case_type", row.case_type, out);
  out.append(",\"attachments\":").append(std::to_string(row.attachments)).append(",\"indicators\":[");
  for (const cases::ReportStatus::Indicator& one : status.indicators) {
    out.append(out.back() == '[' ? "{" : ",{");
    TRY(AppendIndicatorNow(one.key, worker, out));
    out.append(one.counts ? ",\"counts\":true" : ",\"counts\":false");
    if (one.queue) AppendText("waits_for", *one.queue == cases::QueueWhy::kNeedsMore ? "more_evidence" : "review", out);
    out += '}';
  }
  out += ']';
  if (officer) TRY(AppendForOfficers(status, worker.services(), out));
  out += '}';
  return {};
}

base::Result<std::optional<cases::ReportStatus>> ReadStatus(std::string_view id, Services& services) {
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed) return std::optional<cases::ReportStatus>();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto ref, cases::FindReport(services.cases.tables(), txn, *parsed));
  if (!ref) return std::optional<cases::ReportStatus>();
  return cases::ReadReportStatus(services.cases.tables(), txn, *ref);
}

// What a report's request leaves for its answer.
struct Taken {
  ingest::RawReport raw;
  SubmittedReports entry;
  Limits::Admission asked;
};

// `entered`: what the log has under this reply, where it is at hand.
void Render(const base::Result<store::Sequencer::Reply>& reply, const SubmittedReports* entered, Worker& worker,
            Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(RefusalOf(reply->outcome));
  SubmittedReports read;
  if (entered == nullptr) {
    auto entry = ReadSubmitted(reply->outcome.seq, worker.services());
    if (entry.has_error()) return response.Refuse(entry.error());
    read = std::move(*entry);
    entered = &read;
  }
  response.body = "{";
  if (auto done = AppendReport(*entered, 0, BeforeOf(reply->outcome), worker, response.body); done.has_error())
    return response.Refuse(done.error());
  response.body += '}';
  response.location = "/v1/reports/" + cases::FormatPublicId(entered->id);
}

}  // namespace

base::Result<Submission> DecodeReport(const Request& request, Worker& worker) {
  Services& services = worker.services();
  const auto taken = std::make_shared<Taken>();
  TRY(DecodeReportBody(request.body, services.clock.NowS(), std::nullopt, taken->raw));
  TRY(MayReport(request.caller.role, taken->raw));
  Submission out;
  // Sealing may wait for keys to be made durable, and an anonymous sender's voice for those of the month.
  out.prepares_at_once =
      Intake::SenderIsKnown(request.caller) && ingest::SealedText(taken->raw).empty() && taken->raw.text.empty();
  out.prepare = [&services, taken, copy = std::make_shared<RequestCopy>(request)]() -> base::Result<event::Draft> {
    event::Draft draft;
    draft.id = EntryIdOf(copy->request());
    draft.time_ms = services.clock.NowMs();
    draft.type = event::EntryType::kReportSubmit;
    draft.version = event::kReportSubmitVersion;
    draft.actor = copy->request().caller.actor();
    event::ReportSubmit& submit = taken->entry.submit;
    Intake intake(services, copy->request().caller);
    if (auto fault = intake.Resolve(taken->raw, {draft.id, 0}, submit.reports.emplace_back()))
      return ingest::ErrorOf(std::move(*fault));
    taken->asked = intake.AskAbout(submit.reports[0]);
    if (!taken->asked.allowed) return Fail(ErrorCode::kTooManyRequests);
    draft.body = event::EncodeReportSubmit(submit, RequestKeyOf(services.secrets, copy->request()));
    taken->entry.id = draft.id;
    return draft;
  };
  out.render = [taken](const base::Result<store::Sequencer::Reply>& reply, Worker& of_thread, Response& response) {
    if (taken->asked.allowed) {
      const bool is_ours = reply.has_value() && !reply->replayed;  // the log has what was made here
      return Render(reply, is_ours ? &taken->entry : nullptr, of_thread, response);
    }
    of_thread.metrics().lookups_limited.Add();
    Limits::Refuse(taken->asked, response);
  };
  return out;
}

void RenderReport(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  Render(reply, nullptr, worker, response);
}

void GetReport(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto status = ReadStatus(request.params[0], services);
  if (status.has_error()) return response.Refuse(status.error());
  const bool found = status->has_value();
  const bool officer = IsOfficer(request.caller);
  const bool fits = IsReceiptCode(request.receipt_code, found ? (*status)->entry_id : event::EntryId{},
                                  found ? (*status)->ref.report : 0, services.secrets);
  const bool own = found && !request.caller.token.empty() && (*status)->actor == request.caller.actor();
  if (!found || !(officer || own || fits))
    return response.Refuse(Fail(ErrorCode::kNotFound, "there is no such report, or the Receipt-Code is not its own"));
  if (auto done = AppendStatus(**status, officer, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
