// SPDX-License-Identifier: Apache-2.0
// Appeals against what an indicator is listed as: anybody opens one and follows it by a receipt code, supervisors decide it.
//
//   POST /v1/appeals · GET /v1/appeals (overdue first) · GET /v1/appeals/figures · GET /v1/appeals/{id}
//   POST /v1/appeals/{id}/moves
#include <algorithm>
#include <cstdio>

#include "base/hex.h"
#include "base/timestamp.h"
#include "cases/appeals.h"
#include "cases/bangkok_calendar.h"
#include "cases/figures.h"
#include "cases/receipt_code.h"
#include "event/appeal.h"
#include "indicator/canonical.h"
#include "lookup/evidence_view.h"
#include "server/clear_end.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/known_indicator.h"
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
using event::Role;

constexpr size_t kTextBytesMax = 16 << 10, kContactBytesMax = 512, kReasonBytesMax = 4096;
constexpr uint64_t kPageDefault = 50, kPageMax = 500;
constexpr int64_t kDayS = 86400;
constexpr size_t kOpenOnOneMax = 100;       // appeals about one indicator that wait; the answer goes for everybody anyway
constexpr uint16_t kAppealOpenVersion = 2;  // goes along with the one that is open

// Saturdays and Sundays in Thailand do not count; holidays do, for nobody here knows them.
int64_t AfterWorkingDays(int64_t now_s, int64_t days) {
  int64_t at_s = now_s;
  while (days > 0) {
    at_s += kDayS;
    const uint32_t since_thursday = cases::DayOf(at_s) % 7;  // 1970-01-01 was one
    if (since_thursday != 2 && since_thursday != 3) --days;
  }
  return at_s;
}

// What is appealed against: by the id of an answer, or as it is written; then it is what its answer came from, which may be the
// host of a page. Where nothing is said against it there is nothing to appeal against.
base::Result<indicator::Key> Appealed(const std::string& id, const std::string& kind, const std::string& value, Worker& worker) {
  if (id.empty() == value.empty()) return Fail(ErrorCode::kBadRequest, "name the indicator by its id, or by value and kind");
  if (!id.empty()) return IndicatorOfId(id, worker);
  lookup::Engine::Query query;
  query.value = value;
  query.patterns = false;
  if (!kind.empty()) {
    query.kind = indicator::KindNamed(kind);
    if (!query.kind) return Fail(ErrorCode::kUnknownKind);
  }
  ASSIGN_OR_RETURN(lookup::Engine::Session * session, worker.Reading());
  TRY(worker.services().engine.Check(*session, query, worker.answer));
  if (!worker.answer.matched.empty()) {
    if (auto matched = indicator::ParseKey(worker.answer.matched)) return std::move(*matched);
  }
  auto known = IndicatorOfId(worker.answer.id, worker);
  if (known.has_error() && known.error().code == ErrorCode::kNotFound)
    return Fail(ErrorCode::kNotFound, "nothing is said against it here, so there is nothing to appeal against");
  return known;
}

base::Result<event::Channel> AppealChannel(const std::string& name, Role role) {
  if (name.empty() || name == "online") return event::Channel::kOnline;
  const auto channel = event::ChannelNamed(name);
  if (channel != event::Channel::kHotline && channel != event::Channel::kStation)
    return Fail(ErrorCode::kBadRequest, "channel must be online, hotline or station");
  if (((kIntakes | Bit(Role::kAdmin)) & Bit(role)) == 0)
    return Fail(ErrorCode::kForbidden, "only intake systems and officers appeal by hotline or station");
  return *channel;
}

std::string SealedWords(const std::string& text, const std::string& contact) {
  std::string json = "{";
  if (!text.empty()) AppendMember("text", text, json);
  if (!contact.empty()) AppendMember("contact", contact, json);
  return json + "}";
}

void AppendAppeal(const cases::Appeal& appeal, int64_t now_s, std::string& out) {
  const cases::AppealRow& row = appeal.row;
  AppendMember("id", cases::FormatPublicId(appeal.entry_id), out);
  AppendMember("state", event::Name(row.state), out);
  AppendMember("ground", event::Name(row.ground), out);
  AppendMember("channel", event::Name(row.channel), out);
  AppendTime("opened_at", row.opened_s, out);
  AppendTime("due_at", row.due_s, out);
  AppendTime("decided_at", row.decided_s, out);
  AppendMember("overdue", appeal.IsOverdue(now_s), out);
}

base::Result<std::vector<uint64_t>> OpenAppealsOn(const indicator::Key& key, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return cases::OpenAppealsOn(services.cases.tables(), txn, indicator::IndexKey(key));
}

base::Result<cases::Appeal> AppealOf(std::string_view id, Worker& worker) {
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed || parsed->report != 0) return Fail(ErrorCode::kBadRequest, "an appeal's id is 32 hexadecimal digits");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(auto appeal, cases::FindAppeal(services.cases.tables(), txn, *parsed));
  if (!appeal) return Fail(ErrorCode::kNotFound);
  return std::move(*appeal);
}

base::Error NoSuchAppeal() { return Fail(ErrorCode::kNotFound, "there is no such appeal, or the Receipt-Code is not its own"); }

// The entry that decided it; nullopt: it is not decided.
base::Result<std::optional<uint64_t>> DecidedIn(const cases::Appeal& appeal, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return cases::DecidingEntry(services.cases.tables(), txn, appeal);
}

// Why it was decided so in entry `seq`; empty: what was written is gone.
base::Result<std::string> ReasonAt(uint64_t seq, Worker& worker) {
  ASSIGN_OR_RETURN(const event::Entry entry, LoggedEntry(seq, worker));
  ASSIGN_OR_RETURN(const event::AppealMove move, event::DecodeAppealMove(*entry.body));
  if (!move.reason) return std::string();
  auto reason = worker.services().key_ring.Open(*move.reason, store::AboutReport(entry.header.id, 0));
  if (reason.has_error() && reason.error().code == ErrorCode::kErased) return std::string();
  return reason;
}

// Whether the clear of entry `seq` was taken back: it stands nowhere any more, and not because later decisions took all the room.
base::Result<bool> IsTakenBack(const indicator::Key& key, uint64_t seq, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(services.directory.data(), txn));
  ASSIGN_OR_RETURN(const auto told, view.Read(indicator::IndexKey(key), *services.projection.rules(), worker.now_s));
  if (!told || told->decisions.size() == lookup::kDecisionsMax) return false;
  return std::ranges::none_of(told->decisions, [seq](const auto& one) { return one.decision.seq == seq; });
}

// Whether the caller may read this appeal: its receipt code, or a supervisor's token.
bool MayRead(const Request& request, const cases::Appeal& appeal, Worker& worker) {
  if (request.caller.role == Role::kSupervisor || request.caller.role == Role::kAdmin) return true;
  return IsReceiptCode(request.receipt_code, appeal.entry_id, 0, worker.services().secrets);
}

base::Result<void> AppendAppealPage(const Request& request, Worker& worker, std::string& out) {
  std::string after, limit;
  TRY(ReadQuery(request.query, {{"after", &after}, {"limit", &limit}}));
  uint64_t count = kPageDefault;
  TRY(ReadNumber("limit", limit, 1, kPageMax, count));
  std::optional<cases::AppealCursor> cursor;
  if (!after.empty()) {
    const size_t dot = std::min(after.find('.'), after.size());
    uint64_t due = 0, seq = 0;
    TRY(ReadNumber("after", std::string_view(after).substr(0, dot), 1, INT64_MAX, due));
    TRY(ReadNumber("after", std::string_view(after).substr(std::min(dot + 1, after.size())), 1, INT64_MAX, seq));
    cursor = cases::AppealCursor{static_cast<int64_t>(due), seq};
  }
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto page, cases::ReadOpenAppeals(services.cases.tables(), txn, cursor, count));
  out = "{\"appeals\":[";
  for (const cases::Appeal& appeal : page.appeals) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendAppeal(appeal, worker.now_s, out);
    ASSIGN_OR_RETURN(const auto together,
                     cases::OpenAppealsOn(services.cases.tables(), txn, indicator::IndexKey(appeal.row.key)));
    AppendMember("decided_together", together.size(), out);
    BeginMember("indicator", out);
    TRY(AppendIndicator(appeal.row.key, worker, out));
    out += '}';
  }
  out += ']';
  BeginMember("next", out);
  if (page.next)
    wire::AppendJsonString(std::to_string(page.next->due_s) + "." + std::to_string(page.next->seq), out);
  else
    out.append("null");
  out += '}';
  return {};
}

base::Result<void> AppendDecision(const cases::Appeal& appeal, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const auto seq, DecidedIn(appeal, worker));
  if (!seq) return {};
  ASSIGN_OR_RETURN(const std::string reason, ReasonAt(*seq, worker));
  if (!reason.empty()) AppendMember("reason", reason, out);
  if (appeal.row.state != event::AppealState::kCleared) return {};
  ASSIGN_OR_RETURN(const bool taken_back, IsTakenBack(appeal.row.key, *seq, worker));
  if (taken_back) AppendMember("taken_back", true, out);
  return {};
}

void AppendPeriod(const cases::AppealFigures::Period& period, std::string& out) {
  AppendMember("opened", period.opened, out);
  AppendMember("upheld", period.upheld, out);
  AppendMember("cleared", period.cleared, out);
  AppendMember("late", period.late, out);
  const auto append = [&out](std::string_view name, const std::optional<double>& number) {
    char text[32];
    BeginMember(name, out);
    if (number)
      out.append(text, static_cast<size_t>(std::snprintf(text, sizeof text, "%.3f", *number)));
    else
      out.append("null");
  };
  append("median_days", period.median_days);
  append("upheld_share", period.upheld_share());
}

}  // namespace

base::Result<Submission> DecodeAppealOpen(const Request& request, Worker& worker) {
  std::string id, kind, value, ground, text, contact, channel;
  TRY(ReadFlatBody(request.body, {{"indicator", &id, 34},
                                  {"kind", &kind, 32},
                                  {"value", &value, indicator::kUrlBytesMax},
                                  {"ground", &ground, 32, true},
                                  {"text", &text, kTextBytesMax},
                                  {"contact", &contact, kContactBytesMax},
                                  {"channel", &channel, 16}}));
  event::AppealOpen open;
  const auto named = event::AppealGroundNamed(ground);
  if (!named)
    return Fail(ErrorCode::kBadRequest, "ground must be mistake, new_owner, spoofed, hacked_recovered or innocent_receiver");
  open.ground = *named;
  ASSIGN_OR_RETURN(open.channel, AppealChannel(channel, request.caller.role));
  ASSIGN_OR_RETURN(open.key, Appealed(id, kind, value, worker));
  // The answer tells the verdict: a number counts as looked up.
  if (IsPersonal(open.key.kind) && !worker.AskAbout(base::HexEncode(indicator::IndexKey(open.key)), request.caller).allowed)
    return Fail(ErrorCode::kTooManyRequests, "too many different numbers; wait and try again");
  ASSIGN_OR_RETURN(const std::vector<uint64_t> waiting, OpenAppealsOn(open.key, worker));
  if (waiting.size() >= kOpenOnOneMax)
    return Fail(ErrorCode::kWrongState,
                "a hundred appeals about it wait already, and one decision answers them all; answers about it say under_review "
                "until it is made, then appeal again if need be");
  Services& services = worker.services();
  open.due_s = AfterWorkingDays(worker.now_s, services.config.appeal_working_days);
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kAppealOpen;
  draft.version = kAppealOpenVersion;
  draft.actor = request.caller.actor();
  return SealedSubmission(request, services, std::move(draft), open, &event::AppealOpen::sealed,
                          text.empty() && contact.empty() ? "" : SealedWords(text, contact), event::EncodeAppealOpen);
}

void RenderAppealOpen(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto open = event::DecodeAppealOpen(*entry->body);
  if (open.has_error()) return response.Refuse(open.error());
  const std::string id = cases::FormatPublicId(entry->header.id);
  response.location = "/v1/appeals/" + id;
  std::string& out = response.body;
  out = "{";
  AppendMember("id", id, out);
  AppendMember("receipt_code",
               cases::FormatReceiptCode(cases::ReceiptCodeOf(worker.services().secrets.receipts, entry->header.id, 0)), out);
  AppendTime("due_at", open->due_s, out);
  BeginMember("indicator", out);
  if (auto done = AppendIndicator(open->key, worker, out); done.has_error()) return response.Refuse(done.error());
  out += '}';
}

void AppealPage(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendAppealPage(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

void AppealFigures(const Request&, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto txn = services.directory.data().BeginRead();
  if (txn.has_error()) return response.Refuse(txn.error());
  const auto figures = cases::ReadAppealFigures(services.cases.tables(), *txn, worker.now_s);
  if (figures.has_error()) return response.Refuse(figures.error());
  std::string& out = response.body;
  out = "{";
  AppendMember("open", figures->open, out);
  AppendMember("overdue", figures->overdue, out);
  AppendMember("target_working_days", services.config.appeal_working_days, out);
  AppendPeriod(figures->all, out);
  BeginMember("months", out);
  out += '[';
  for (const auto& period : figures->months) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendMember("month", cases::FormatMonth(period.month), out);
    AppendPeriod(period, out);
    out += '}';
  }
  out.append("]}");
}

void AppealStatus(const Request& request, Worker& worker, Response& response) {
  const auto appeal = AppealOf(request.params[0], worker);
  if (appeal.has_error()) return response.Refuse(appeal.error().code == ErrorCode::kNotFound ? NoSuchAppeal() : appeal.error());
  if (!MayRead(request, *appeal, worker)) return response.Refuse(NoSuchAppeal());
  std::string& out = response.body;
  out = "{";
  AppendAppeal(*appeal, worker.now_s, out);
  if (auto done = AppendDecision(*appeal, worker, out); done.has_error()) return response.Refuse(done.error());
  BeginMember("indicator", out);
  if (auto done = AppendIndicator(appeal->row.key, worker, out); done.has_error()) return response.Refuse(done.error());
  if (request.caller.role != Role::kAnonymous && appeal->row.subject != 0) {
    const auto entry = LoggedEntry(appeal->seq, worker);
    const auto open = entry ? event::DecodeAppealOpen(*entry->body) : base::Result<event::AppealOpen>(entry.error());
    if (open && open->sealed) {
      // {"text":…,"contact":…}, or gone with the person.
      const auto words = worker.services().key_ring.Open(*open->sealed, store::AboutReport(entry->header.id, 0));
      BeginMember("said", out);
      out.append(words ? *words : "null");
    }
  }
  out += '}';
}

base::Result<Submission> DecodeAppealMove(const Request& request, Worker& worker) {
  std::string to, reason, until;
  TRY(ReadFlatBody(request.body, {{"to", &to, 16, true}, {"reason", &reason, kReasonBytesMax}, {"until", &until, 40}}));
  const auto state = event::AppealStateNamed(to);
  if (!state || *state == event::AppealState::kOpened)
    return Fail(ErrorCode::kBadRequest, "to must be in_review, upheld or cleared");
  if (*state != event::AppealState::kInReview && reason.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(ErrorCode::kMissingMember, "reason is needed: the appellant will ask for it");
  ASSIGN_OR_RETURN(const cases::Appeal appeal, AppealOf(request.params[0], worker));
  // Whichever of those about its indicator is named, the move goes for all.
  ASSIGN_OR_RETURN(const std::vector<uint64_t> together, OpenAppealsOn(appeal.row.key, worker));
  event::AppealMove move;
  move.appeal = appeal.row.IsDecided() || together.empty() ? appeal.seq : together.front();
  move.key = appeal.row.key;
  move.to = *state;
  Services& services = worker.services();
  if (*state == event::AppealState::kCleared) {
    ASSIGN_OR_RETURN(move.until_s, ClearEndOf({move.key}, worker));
  }
  if (!until.empty()) {
    const auto at = base::ParseTimeMs(until);
    if (at.has_error() || *at / 1000 <= worker.now_s || *state != event::AppealState::kCleared)
      return Fail(ErrorCode::kBadRequest, "until is an RFC 3339 time that lies ahead, and goes with cleared");
    move.until_s = *at / 1000;
  }
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kAppealMove;
  draft.actor = request.caller.actor();
  return SealedSubmission(request, services, std::move(draft), move, &event::AppealMove::reason, reason, event::EncodeAppealMove);
}

void RenderAppealMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) {
    base::Error refused = ErrorOfCode(reply->outcome.code);
    if (refused.code == ErrorCode::kWrongState)
      refused.detail = "an appeal goes from opened to in_review, and from there to upheld or cleared";
    return response.Refuse(std::move(refused));
  }
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto move = event::DecodeAppealMove(*entry->body);
  if (move.has_error()) return response.Refuse(move.error());
  std::string& out = response.body;
  out = "{";
  AppendMember("state", event::Name(move->to), out);
  BeginMember("indicator", out);
  if (auto done = AppendIndicator(move->key, worker, out); done.has_error()) return response.Refuse(done.error());
  out += '}';
}

}  // namespace cybercheck::server
