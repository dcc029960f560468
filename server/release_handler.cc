// SPDX-License-Identifier: Apache-2.0
// Who holds an account asks to have it back; supervisors decide. Who asks is sealed, and told to those who decide; how long it
// takes is public.
//
//   POST /v1/holds/{id}/release_requests · GET /v1/release_requests · GET /v1/release_requests/{id} ·
//   POST /v1/release_requests/{id}/moves · GET /v1/holds/figures
#include <cstdio>

#include "cases/holds.h"
#include "cases/receipt_code.h"
#include "event/hold.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/hold_json.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/sealed_submission.h"
#include "server/sealed_words.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::ReleaseState;

constexpr size_t kTextBytesMax = 16 << 10, kContactBytesMax = 512, kNameBytesMax = 256, kReasonBytesMax = 4096;
constexpr uint64_t kPageMax = 500;

base::Result<cases::Release> ReleaseOf(std::string_view id, Worker& worker) {
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed || parsed->report != 0) return Fail(ErrorCode::kBadRequest, "a release request's id is 32 hexadecimal digits");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(auto release, cases::FindRelease(services.cases.tables(), txn, *parsed));
  if (!release) return Fail(ErrorCode::kNotFound);
  return std::move(*release);
}

base::Result<void> AppendRelease(const cases::Release& release, const cases::Tables& tables, const store::ReadTxn& txn,
                                 cases::EntryNames& names, bool staff, std::string& out) {
  AppendMember("id", cases::FormatPublicId(release.entry_id), out);
  AppendMember("state", event::Name(release.row.state), out);
  ASSIGN_OR_RETURN(const std::string hold, names.Of(release.row.hold));
  AppendMember("hold", hold, out);
  ASSIGN_OR_RETURN(const auto row, cases::ReadHold(tables, txn, release.row.hold));
  AppendMember("hold_state", row ? event::Name(row->state) : std::string_view("released"), out);
  AppendTime("asked_at", release.row.asked_s, out);
  AppendTime("in_review_at", release.row.in_review_s, out);
  AppendTime("decided_at", release.row.decided_s, out);
  if (!staff) return {};
  AppendMember("reviewer", release.row.reviewer, out);
  AppendMember("decider", release.row.decider, out);
  return {};
}

base::Result<void> AppendOpen(const Request& request, Worker& worker, std::string& out) {
  std::string limit;
  TRY(ReadQuery(request.query, {{"limit", &limit}}));
  uint64_t count = kPageMax;
  TRY(ReadNumber("limit", limit, 1, kPageMax, count));
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto releases, cases::ReadOpenReleases(tables, txn, count));
  cases::EntryNames names(tables, txn);
  out = "{\"release_requests\":[";
  for (const cases::Release& release : releases) {
    if (out.back() != '[') out += ',';
    out += '{';
    TRY(AppendRelease(release, tables, txn, names, true, out));
    out += '}';
  }
  out.append("]}");
  return {};
}

base::Result<void> AppendStatus(const Request& request, const cases::Release& release, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  const bool staff = IsStaff(request.caller);
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    cases::EntryNames names(tables, txn);
    out = "{";
    TRY(AppendRelease(release, tables, txn, names, staff, out));
  }
  if (staff && release.row.subject != 0) {
    const auto entry = LoggedEntry(release.seq, worker);
    const auto ask = entry ? event::DecodeReleaseAsk(*entry->body) : base::Result<event::ReleaseAsk>(entry.error());
    if (ask && ask->sealed) {
      // {"name":…,"text":…,"contact":…}, or gone with the person.
      const auto words = services.key_ring.Open(*ask->sealed, store::AboutReport(entry->header.id, 0));
      BeginMember("said", out);
      out.append(words ? *words : "null");
    }
  }
  out += '}';
  return {};
}

void AppendReal(std::string_view name, const std::optional<double>& number, std::string& out) {
  char text[32];
  BeginMember(name, out);
  if (number)
    out.append(text, static_cast<size_t>(std::snprintf(text, sizeof text, "%.1f", *number)));
  else
    out.append("null");
}

void AppendBank(const cases::HoldFigures::Bank& bank, std::string& out) {
  AppendMember("held", bank.held, out);
  AppendMember("held_before_complaint", bank.held_before, out);
  AppendReal("minutes_to_hold_median", bank.hold_median, out);
  AppendReal("minutes_to_hold_p90", bank.hold_p90, out);
  AppendMember("answered", bank.answered, out);
  AppendMember("answered_with_money_held", bank.answered_held, out);
  AppendReal("minutes_to_answer_median", bank.answer_median, out);
  AppendReal("minutes_to_answer_p90", bank.answer_p90, out);
}

}  // namespace

base::Result<Submission> DecodeReleaseAsk(const Request& request, Worker& worker) {
  std::string name, text, contact;
  TRY(ReadFlatBody(request.body,
                   {{"name", &name, kNameBytesMax}, {"text", &text, kTextBytesMax}, {"contact", &contact, kContactBytesMax}}));
  if (text.empty() && contact.empty()) return Fail(ErrorCode::kMissingMember, "text is missing, or contact");
  const auto parsed = cases::ParseHoldId(request.params[0]);
  if (!parsed) return Fail(ErrorCode::kBadRequest, "the id of a hold is needed: the bank that holds the account tells it");
  Services& services = worker.services();
  event::ReleaseAsk ask;
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const auto hold, cases::FindHold(services.cases.tables(), txn, *parsed));
    if (!hold) return Fail(ErrorCode::kNotFound);
    ask.hold = hold->ref;
  }
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kReleaseAsk;
  draft.actor = request.caller.actor();
  std::string words = "{";
  if (!name.empty()) AppendMember("name", name, words);
  if (!text.empty()) AppendMember("text", text, words);
  if (!contact.empty()) AppendMember("contact", contact, words);
  words += '}';
  return SealedSubmission(request, services, std::move(draft), ask, &event::ReleaseAsk::sealed, words, event::EncodeReleaseAsk);
}

void RenderReleaseAsk(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const std::string id = cases::FormatPublicId(entry->header.id);
  response.location = "/v1/release_requests/" + id;
  std::string& out = response.body;
  out = "{";
  AppendMember("id", id, out);
  AppendMember("receipt_code",
               cases::FormatReceiptCode(cases::ReceiptCodeOf(worker.services().secrets.receipts, entry->header.id, 0)), out);
  AppendMember("state", event::Name(ReleaseState::kAsked), out);
  AppendTime("asked_at", entry->header.time_ms / 1000, out);
  out += '}';
}

void ReleasePage(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendOpen(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

void ReleaseStatus(const Request& request, Worker& worker, Response& response) {
  const auto release = ReleaseOf(request.params[0], worker);
  if (release.has_error()) return response.Refuse(release.error());
  if (!IsStaff(request.caller) && !IsReceiptCode(request.receipt_code, release->entry_id, 0, worker.services().secrets))
    return response.Refuse(Fail(ErrorCode::kNotFound));
  if (auto done = AppendStatus(request, *release, worker, response.body); done.has_error()) response.Refuse(done.error());
}

base::Result<Submission> DecodeReleaseMove(const Request& request, Worker& worker) {
  std::string to, reason;
  TRY(ReadFlatBody(request.body, {{"to", &to, 16, true}, {"reason", &reason, kReasonBytesMax}}));
  const auto state = event::ReleaseStateNamed(to);
  if (!state || *state == ReleaseState::kAsked) return Fail(ErrorCode::kBadRequest, "to must be in_review, released or kept");
  if (*state != ReleaseState::kInReview && reason.empty())
    return Fail(ErrorCode::kMissingMember, "reason is needed: who asked will ask for it");
  ASSIGN_OR_RETURN(const cases::Release release, ReleaseOf(request.params[0], worker));
  Services& services = worker.services();
  event::ReleaseMove move;
  move.ask = release.seq;
  move.to = *state;
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kReleaseMove;
  draft.actor = request.caller.actor();
  return SealedSubmission(request, services, std::move(draft), move, &event::ReleaseMove::reason, reason,
                          event::EncodeReleaseMove);
}

void RenderReleaseMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto move = event::DecodeReleaseMove(*entry->body);
  if (move.has_error()) return response.Refuse(move.error());
  response.body = "{";
  AppendMember("state", event::Name(move->to), response.body);
  response.body += '}';
}

void HoldFigures(const Request&, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto txn = services.directory.data().BeginRead();
  if (txn.has_error()) return response.Refuse(txn.error());
  const auto figures = cases::ReadHoldFigures(services.cases.tables(), *txn);
  if (figures.has_error()) return response.Refuse(figures.error());
  std::string& out = response.body;
  out = "{\"all\":{";
  AppendBank(figures->all, out);
  out.append("},\"banks\":[");
  for (const auto& [code, bank] : figures->banks) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendMember("bank", code, out);
    AppendBank(bank, out);
    out += '}';
  }
  out.append("],\"release_requests\":{");
  AppendMember("open", figures->releases_open, out);
  AppendMember("asked", figures->releases_asked, out);
  AppendMember("released", figures->released, out);
  AppendMember("kept", figures->kept, out);
  AppendReal("median_hours", figures->release_median_hours, out);
  out.append("}}");
}

}  // namespace cybercheck::server
