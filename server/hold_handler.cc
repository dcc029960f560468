// SPDX-License-Identifier: Apache-2.0
// Holds on money: opened by banks and officers, listed to those who answer them, answered, frozen, prolonged, released, returned.
//
//   POST /v1/holds · GET /v1/holds · GET /v1/holds/{id} · POST /v1/holds/{id}/answer · POST /v1/holds/{id}/moves
#include <algorithm>
#include <boost/json.hpp>

#include "base/timestamp.h"
#include "cases/holds.h"
#include "event/hold.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/hold_body.h"
#include "server/hold_json.h"
#include "server/hold_workbook.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/money_place.h"
#include "server/query_string.h"
#include "server/sealed_submission.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::HoldGround;
using event::HoldState;
using event::Role;

constexpr uint64_t kPageDefault = 100, kPageMax = 500;
constexpr uint64_t kWorkbookPageMax = 1000;  // made in some ten milliseconds
constexpr size_t kReasonBytesMax = 4096;

event::HoldClocks ClocksOf(const Config& config) {
  return {config.hold_victim_s, config.hold_complaint_s, config.hold_detected_s};
}

base::Result<int64_t> AmountOf(std::string_view name, const std::optional<int64_t>& satang) {
  const int64_t amount = satang.value_or(0);
  if (amount < 0 || amount > event::kSatangMax)
    return Fail(ErrorCode::kBadRequest, std::string(name) + " must be 0 to " + std::to_string(event::kSatangMax));
  return amount;
}

base::Result<event::CaseRef> CaseOf(const std::string& id, Worker& worker) {
  if (id.empty()) return event::CaseRef{};
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed) return Fail(ErrorCode::kBadRequest, "case is no id of a case");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto seq, cases::SeqOf(services.cases.tables(), txn, *parsed));
  if (!seq) return Fail(ErrorCode::kNotFound, "case names none");
  return event::CaseRef{*seq, parsed->report};
}

event::Draft DraftOf(const Request& request, Worker& worker, event::EntryType type) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = type;
  draft.actor = request.caller.actor();
  return draft;
}

// What the entry came to, as the hold now stands. A partner's own word is always about its own bank.
void RenderHold(const event::HoldRef& ref, bool staff, Worker& worker, Response& response) {
  const auto render = [&]() -> base::Result<void> {
    Services& services = worker.services();
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    const cases::Tables& tables = services.cases.tables();
    ASSIGN_OR_RETURN(auto row, cases::ReadHold(tables, txn, ref));
    if (!row) return Fail(ErrorCode::kNotFound);
    cases::EntryNames names(tables, txn);
    TRY(AppendHold({ref, std::move(*row)}, staff, tables, txn, names, response.body));
    return {};
  };
  if (auto done = render(); done.has_error()) response.Refuse(done.error());
}

// Of a body whose amounts and times are each in their range: what they must be beside those of the hold.
constexpr char kOpenRange[] =
    "an amount is out of its range: held_satang is at most requested_satang, unless that is 0; what banks are asked for of one "
    "case "
    "is at most 4000000000000000000 satang together";
constexpr char kAnswerRange[] =
    "an amount is out of its range: held_satang is at most the hold's requested_satang, unless that is 0; what banks are asked "
    "for "
    "of one case is at most 4000000000000000000 satang together";
constexpr char kMoveRange[] =
    "an amount or a time is out of its range: until is not before the hold's due_at and at most 366 days ahead; satang is at "
    "most "
    "what is held, with returned what is held and frozen, with frozen of a hold that is not answered its requested_satang, and "
    "needed where that is 0";

base::Error ErrorOfOutcome(const event::Outcome& outcome, const char* range) {
  if (outcome.code == "bad_case") return Fail(ErrorCode::kBadRequest, range);
  if (outcome.code != base::Describe(ErrorCode::kWrongState).name) return ErrorOfCode(outcome.code);
  boost::system::error_code broken;
  const boost::json::value result = boost::json::parse({outcome.result.data(), outcome.result.size()}, broken);
  const auto member = [&](const char* name) {
    const boost::json::value* value = !broken && result.is_object() ? result.get_object().if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const std::string stage = member("stage");
  return Fail(ErrorCode::kWrongState, "the hold is " + member("from") + (stage.empty() ? "" : ", its last step " + stage) +
                                          ", from where this cannot be done");
}

base::Result<event::MoneyNode> OpenedAt(const MoneyPlace& place, const Caller& caller, Worker& worker) {
  ASSIGN_OR_RETURN(event::MoneyNode node, MoneyNodeOf(place, worker.services().secrets.promptpay_nid, ""));
  if (!cases::CanBeHeld(node)) return Fail(ErrorCode::kBadRequest, "nobody can hold money there");
  const auto only = OnlyBankOf(caller);
  if (only && node.bank() != *only) return Fail(ErrorCode::kForbidden, "a bank opens holds on its own accounts");
  return node;
}

base::Result<cases::HoldQuery> QueryOf(const Request& request, bool& xlsx) {
  std::string state, bank, after, limit, format;
  TRY(ReadQuery(request.query, {{"state", &state}, {"bank", &bank}, {"after", &after}, {"limit", &limit}, {"format", &format}}));
  if (!format.empty() && format != "json" && format != "xlsx") return Fail(ErrorCode::kBadRequest, "format must be json or xlsx");
  xlsx = format == "xlsx";
  cases::HoldQuery query;
  uint64_t count = xlsx ? kWorkbookPageMax : kPageDefault;
  TRY(ReadNumber("limit", limit, 1, xlsx ? kWorkbookPageMax : kPageMax, count));
  query.limit = count;
  if (!state.empty()) {
    query.state = event::HoldStateNamed(state);
    if (!query.state)
      return Fail(
          ErrorCode::kBadRequest,
          "state must be requested, held, partly, nothing_left, wrong_account, refused, lapsed, released, frozen or returned");
  }
  if (!bank.empty()) {
    if (bank.size() != 3) return Fail(ErrorCode::kBadRequest, "bank is three digits, or --- for places that no bank answers for");
    query.bank = bank;
  }
  if (!after.empty()) {
    query.after = cases::ParseHoldPlace(after);
    if (!query.after) return Fail(ErrorCode::kBadRequest, "after is the `next` of the page before");
  }
  return query;
}

// Where a page of a workbook goes on: its rows have no place for it.
std::string NextOf(const Request& request, const cases::HoldPlace& place) {
  std::string target = "/v1/holds?";
  for (std::string_view rest = request.query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (!pair.starts_with("after=")) target.append(pair).append("&");
  }
  return target + "after=" + cases::FormatHoldPlace(place);
}

base::Result<void> AppendPage(const Request& request, Worker& worker, Response& response) {
  bool xlsx = false;
  ASSIGN_OR_RETURN(cases::HoldQuery query, QueryOf(request, xlsx));
  const auto only = OnlyBankOf(request.caller);
  const bool nothing = only && query.bank && *query.bank != *only;
  if (only) query.bank = *only;
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const cases::Tables& tables = services.cases.tables();
  cases::HoldPage page;
  if (!nothing) {
    ASSIGN_OR_RETURN(page, cases::ReadHolds(tables, txn, query));
  }
  std::string& out = response.body;
  if (xlsx) {
    if (page.next) response.next = NextOf(request, *page.next);
    response.content_type = MediaType(ContentType::kXlsx);
    response.disposition = "attachment; filename=\"holds.xlsx\"";
    ASSIGN_OR_RETURN(out, WriteHolds(page.holds, tables, txn, worker.now_s));
    return {};
  }
  cases::EntryNames names(tables, txn);
  out = "{\"holds\":[";
  for (const cases::Hold& hold : page.holds) {
    if (out.back() != '[') out += ',';
    TRY(AppendHold(hold, IsStaff(request.caller), tables, txn, names, out));
  }
  out += ']';
  BeginMember("next", out);
  if (page.next)
    wire::AppendJsonString(cases::FormatHoldPlace(*page.next), out);
  else
    out.append("null");
  out += '}';
  return {};
}

base::Result<event::Transfer> OnwardOf(const OnwardBody& body, size_t number, const event::MoneyNode& from, Worker& worker) {
  const std::string where = "onward[" + std::to_string(number) + "].";
  event::Transfer transfer;
  transfer.from = from;
  ASSIGN_OR_RETURN(transfer.to, MoneyNodeOf(body.to, worker.services().secrets.promptpay_nid, where));
  transfer.satang = *body.amount_satang;
  ASSIGN_OR_RETURN(transfer.at_s, ReadPastTime(where + "at", body.at, worker.now_s, 0));
  ASSIGN_OR_RETURN(transfer.reference, ReadName(where + "reference", body.reference));
  return transfer;
}

// Which step comes before the one asked for; the first may begin again after the last: what is left is given back in its turn.
// Whether that is the step reached is decided when the entry is applied, so that a repeated request is known again.
base::Result<std::string> StageBefore(const Config& config, const cases::HoldRow& row, const event::HoldMove& move) {
  const std::vector<std::string>& stages = config.returned_stages;
  const auto asked = std::ranges::find(stages, move.stage);
  if (asked == stages.end()) {
    std::string names;
    for (const std::string& stage : stages) names.append(names.empty() ? "" : ", ").append(stage);
    return Fail(ErrorCode::kBadRequest, "stage must be one of " + names);
  }
  const bool last = move.stage == stages.back();
  if (last != (move.satang != 0))
    return Fail(ErrorCode::kBadRequest,
                last ? "satang is needed: how much was paid out" : "satang is told with the last step, " + stages.back());
  if (asked != stages.begin()) return *(asked - 1);
  return row.stage == stages.back() ? row.stage : std::string();
}

base::Result<event::HoldMove> ReadMove(const Request& request, Worker& worker, std::string& reason) {
  std::string to, at, until, stage, warrant;
  std::optional<int64_t> satang;
  TRY(ReadFlatBody(request.body, {{"to", &to, 16, true},
                                  {"at", &at, 40},
                                  {"until", &until, 40},
                                  {"satang", &satang},
                                  {"stage", &stage, event::kStageBytesMax},
                                  {"warrant", &warrant, event::kExternalIdBytesMax},
                                  {"reason", &reason, kReasonBytesMax}}));
  const auto state = event::HoldStateNamed(to);
  if (state != HoldState::kHeld && state != HoldState::kFrozen && state != HoldState::kReleased && state != HoldState::kReturned)
    return Fail(ErrorCode::kBadRequest, "to must be held (prolonged), frozen, released or returned; a hold lapses by itself");
  event::HoldMove move;
  move.to = *state;
  ASSIGN_OR_RETURN(move.at_s, ReadPastTime("at", at, worker.now_s, worker.now_s));
  ASSIGN_OR_RETURN(move.satang, AmountOf("satang", satang));
  if (!until.empty()) {
    const auto until_ms = base::ParseTimeMs(until);
    if (until_ms.has_error() || *until_ms / 1000 <= worker.now_s)
      return Fail(ErrorCode::kBadRequest, "until is an RFC 3339 time that lies ahead");
    move.until_s = *until_ms / 1000;
  }
  move.stage = stage;
  ASSIGN_OR_RETURN(move.warrant, ReadName("warrant", warrant));
  const auto only_with = [&](HoldState with, std::string_view name, bool given, bool needed) -> base::Result<void> {
    if (move.to == with && needed && !given) return Fail(ErrorCode::kMissingMember, std::string(name) + " is missing");
    if (move.to != with && given) return Fail(ErrorCode::kBadRequest, std::string(name) + " does not go with this move");
    return {};
  };
  TRY(only_with(HoldState::kHeld, "until", !until.empty(), true));
  TRY(only_with(HoldState::kFrozen, "warrant", !move.warrant.empty(), true));
  TRY(only_with(HoldState::kReturned, "stage", !stage.empty(), true));
  if (satang && move.to != HoldState::kFrozen && move.to != HoldState::kReturned)
    return Fail(ErrorCode::kBadRequest, "satang does not go with this move");
  if (move.to == HoldState::kReleased && reason.empty()) return Fail(ErrorCode::kMissingMember, "reason is missing");
  return move;
}

}  // namespace

base::Result<Submission> DecodeHoldOpen(const Request& request, Worker& worker) {
  MoneyPlace place;
  std::string held_at, bank_case_id, of, ground, warrant;
  std::optional<int64_t> requested, held;
  TRY(ReadFlatBody(request.body, {{"bank", &place.bank, 3},
                                  {"account", &place.account, kMoneyPlaceBytesMax},
                                  {"promptpay", &place.promptpay, kMoneyPlaceBytesMax},
                                  {"kind", &place.kind, 16},
                                  {"name", &place.name, kMoneyPlaceBytesMax},
                                  {"ground", &ground, 16},
                                  {"requested_satang", &requested},
                                  {"held_satang", &held},
                                  {"held_at", &held_at, 40},
                                  {"bank_case_id", &bank_case_id, event::kExternalIdBytesMax},
                                  {"case", &of, 40},
                                  {"warrant", &warrant, event::kExternalIdBytesMax}}));
  event::HoldOpen open;
  open.clocks = ClocksOf(worker.services().config);
  event::HoldRequest& hold = open.holds.emplace_back();
  const auto named = ground.empty() ? HoldGround::kVictim : event::HoldGroundNamed(ground);
  if (!named) return Fail(ErrorCode::kBadRequest, "ground must be victim, bank_detected or warrant");
  hold.ground = *named;
  ASSIGN_OR_RETURN(hold.at, OpenedAt(place, request.caller, worker));
  if ((hold.ground == HoldGround::kWarrant) == warrant.empty())
    return Fail(ErrorCode::kBadRequest, "warrant is the number of the warrant: it goes with ground warrant, always");
  if (hold.ground == HoldGround::kWarrant && !IsStaff(request.caller))
    return Fail(ErrorCode::kForbidden, "only officers hold by warrant");
  ASSIGN_OR_RETURN(hold.bank_case_id, ReadName("bank_case_id", bank_case_id));
  ASSIGN_OR_RETURN(hold.warrant, ReadName("warrant", warrant));
  if (hold.ground == HoldGround::kWarrant && hold.warrant.empty()) return Fail(ErrorCode::kMissingMember, "warrant is missing");
  if (of.empty() && hold.bank_case_id.empty())
    return Fail(ErrorCode::kMissingMember,
                "case is missing, or bank_case_id: the case of that id will have the hold when it comes");
  ASSIGN_OR_RETURN(hold.requested_satang, AmountOf("requested_satang", requested));
  ASSIGN_OR_RETURN(hold.held_satang, AmountOf("held_satang", held));
  if (hold.held_satang == 0 && !held_at.empty())
    return Fail(ErrorCode::kMissingMember, "held_satang is missing: how much is held");
  if (hold.held_satang != 0) {
    ASSIGN_OR_RETURN(hold.held_s, ReadPastTime("held_at", held_at, worker.now_s, worker.now_s));
  }
  ASSIGN_OR_RETURN(hold.of, CaseOf(of, worker));
  Submission submission;
  submission.draft = DraftOf(request, worker, event::EntryType::kHoldOpen);
  submission.draft.body = event::EncodeHoldOpen(open, RequestKeyOf(worker.services().secrets, request));
  return submission;
}

void RenderHoldOpen(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfOutcome(reply->outcome, kOpenRange));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  response.location = "/v1/holds/" + cases::FormatPublicId(entry->header.id) + "-0";
  RenderHold({reply->outcome.seq, 0, 0}, false, worker, response);
}

void HoldPage(const Request& request, Worker& worker, Response& response) {
  if (request.accepts_events) return HoldStream(request, worker, response);
  if (auto done = AppendPage(request, worker, response); done.has_error()) response.Refuse(done.error());
}

void HoldStatus(const Request& request, Worker& worker, Response& response) {
  const auto hold = HoldOf(request.params[0], request.caller, worker);
  if (hold.has_error()) return response.Refuse(hold.error());
  RenderHold(hold->ref, IsStaff(request.caller), worker, response);
}

base::Result<Submission> DecodeHoldAnswer(const Request& request, Worker& worker) {
  ASSIGN_OR_RETURN(const HoldAnswerBody body, ReadHoldAnswer(request.body));
  event::HoldAnswer answer;
  const auto outcome = event::HoldStateNamed(body.outcome);
  if (!outcome || *outcome < HoldState::kHeld || *outcome > HoldState::kRefused)
    return Fail(ErrorCode::kBadRequest, "outcome must be held, partly, nothing_left, wrong_account or refused");
  answer.outcome = *outcome;
  answer.held_satang = body.held_satang.value_or(0);
  const bool holds = answer.outcome == HoldState::kHeld || answer.outcome == HoldState::kPartly;
  if (holds != (answer.held_satang != 0))
    return Fail(holds ? ErrorCode::kMissingMember : ErrorCode::kBadRequest,
                holds ? "held_satang is missing: how much is held" : "held_satang does not go with this outcome");
  ASSIGN_OR_RETURN(answer.at_s, ReadPastTime("at", body.at, worker.now_s, worker.now_s));
  ASSIGN_OR_RETURN(const cases::Hold hold, HoldOf(request.params[0], request.caller, worker));
  answer.hold = hold.ref;
  answer.clocks = ClocksOf(worker.services().config);
  for (const OnwardBody& onward : body.onward) {
    ASSIGN_OR_RETURN(event::Transfer transfer, OnwardOf(onward, answer.onward.size(), hold.row.at, worker));
    answer.onward.push_back(std::move(transfer));
  }
  Submission submission;
  submission.draft = DraftOf(request, worker, event::EntryType::kHoldAnswer);
  submission.draft.body = event::EncodeHoldAnswer(answer, RequestKeyOf(worker.services().secrets, request));
  return submission;
}

void RenderHoldAnswer(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfOutcome(reply->outcome, kAnswerRange));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto answer = event::DecodeHoldAnswer(*entry->body);
  if (answer.has_error()) return response.Refuse(answer.error());
  RenderHold(answer->hold, false, worker, response);
}

base::Result<Submission> DecodeHoldMove(const Request& request, Worker& worker) {
  std::string reason;
  ASSIGN_OR_RETURN(event::HoldMove move, ReadMove(request, worker, reason));
  ASSIGN_OR_RETURN(const cases::Hold hold, HoldOf(request.params[0], request.caller, worker));
  Services& services = worker.services();
  move.hold = hold.ref;
  if (move.to == HoldState::kReturned) {
    ASSIGN_OR_RETURN(move.after, StageBefore(services.config, hold.row, move));
  }
  return SealedSubmission(request, services, DraftOf(request, worker, event::EntryType::kHoldMove), move,
                          &event::HoldMove::reason, reason, event::EncodeHoldMove);
}

void RenderHoldMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfOutcome(reply->outcome, kMoveRange));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto move = event::DecodeHoldMove(*entry->body);
  if (move.has_error()) return response.Refuse(move.error());
  RenderHold(move->hold, true, worker, response);
}

}  // namespace cybercheck::server
