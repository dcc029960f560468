// SPDX-License-Identifier: Apache-2.0
#include "event/hold.h"

#include <iterator>

#include "event/body_members.h"
#include "event/case_members.h"
#include "event/entry.h"
#include "event/names.h"
#include "event/transfer_members.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr std::string_view kGrounds[] = {"victim", "bank_detected", "warrant"};
constexpr std::string_view kStates[] = {"requested", "held",   "partly",   "nothing_left", "wrong_account",
                                        "refused",   "lapsed", "released", "frozen",       "returned"};
constexpr std::string_view kReleaseStates[] = {"asked", "in_review", "released", "kept"};
static_assert(std::size(kStates) == kHoldStateCount);
constexpr int64_t kClockMax = 366 * 86400;

// "clocks":[victim, complaint, detected], absent where they are the decree's.
base::Result<void> ReadClocks(const BodyMembers& members, const json::object& object, HoldClocks& out) {
  if (!object.contains("clocks")) return {};
  ASSIGN_OR_RETURN(const json::array* clocks, members.Array("clocks", 3));
  if (clocks->size() != 3) return members.Wrong("clocks");
  for (const json::value& clock : *clocks)
    if (!clock.is_int64() || clock.get_int64() < 1 || clock.get_int64() > kClockMax) return members.Wrong("clocks");
  out = {(*clocks)[0].get_int64(), (*clocks)[1].get_int64(), (*clocks)[2].get_int64()};
  return {};
}

void AppendClocks(const HoldClocks& clocks, std::string& out) {
  if (clocks == HoldClocks{}) return;
  out.append(",\"clocks\":[").append(std::to_string(clocks.victim_s)).append(",").append(std::to_string(clocks.complaint_s));
  out.append(",").append(std::to_string(clocks.detected_s)).append("]");
}

base::Result<HoldRequest> ReadRequest(const json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"ground", "at", "requested", "held", "held_at", "bank_case_id", "warrant", "case"}));
  HoldRequest request;
  std::string ground, at;
  TRY(members.Text("ground", 16, ground, true));
  TRY(members.Text("at", kMoneyNameBytesMax + 16, at, true));
  TRY(members.Integer("requested", 0, kSatangMax, request.requested_satang));
  TRY(members.Integer("held", 0, kSatangMax, request.held_satang));
  TRY(members.Integer("held_at", 0, INT64_MAX, request.held_s));
  TRY(members.Text("bank_case_id", kExternalIdBytesMax, request.bank_case_id));
  TRY(members.Text("warrant", kExternalIdBytesMax, request.warrant));
  TRY(ReadCaseRef(members, value.get_object(), "case", request.of, false));
  const auto named = HoldGroundNamed(ground);
  auto node = ParseMoneyNode(at);
  if (!named) return members.Wrong("ground");
  if (!node) return members.Wrong("at");
  request.ground = *named;
  request.at = std::move(*node);
  return request;
}

// Members of an answer, each with a comma in front.
void AppendAnswer(const HoldAnswer& answer, std::string& out) {
  AppendMoneyRef("hold", answer.hold, out);
  AppendClocks(answer.clocks, out);
  AppendText("outcome", Name(answer.outcome), out);
  AppendNumber("held", answer.held_satang, out);
  AppendNumber("at", answer.at_s, out);
  AppendTransfers("onward", answer.onward, out);
}

base::Result<HoldAnswer> ReadAnswer(const BodyMembers& members, const json::object& object) {
  TRY(members.AllKnown({"hold", "clocks", "outcome", "held", "at", "onward"}));
  HoldAnswer answer;
  std::string outcome;
  TRY(ReadMoneyRef(members, object, "hold", answer.hold));
  TRY(ReadClocks(members, object, answer.clocks));
  TRY(members.Text("outcome", 16, outcome, true));
  TRY(members.Integer("held", 0, kSatangMax, answer.held_satang));
  TRY(members.Integer("at", 1, INT64_MAX, answer.at_s, true));
  if (object.contains("onward")) TRY(ReadTransfers(members, "onward", kOnwardMax, answer.onward));
  const auto state = HoldStateNamed(outcome);
  if (!state || *state < HoldState::kHeld || *state > HoldState::kRefused) return members.Wrong("outcome");
  answer.outcome = *state;
  return answer;
}

}  // namespace

std::string_view Name(HoldGround ground) noexcept { return kGrounds[static_cast<size_t>(ground)]; }
std::optional<HoldGround> HoldGroundNamed(std::string_view name) noexcept { return EnumNamed<HoldGround>(kGrounds, name); }
std::string_view Name(HoldState state) noexcept { return kStates[static_cast<size_t>(state)]; }
std::optional<HoldState> HoldStateNamed(std::string_view name) noexcept { return EnumNamed<HoldState>(kStates, name); }
std::string_view Name(ReleaseState state) noexcept { return kReleaseStates[static_cast<size_t>(state)]; }
std::optional<ReleaseState> ReleaseStateNamed(std::string_view name) noexcept {
  return EnumNamed<ReleaseState>(kReleaseStates, name);
}

std::string EncodeHoldOpen(const HoldOpen& open, std::string_view request) {
  std::string out = BeginBody(request);
  AppendClocks(open.clocks, out);
  out.append(",\"holds\":[");
  for (const HoldRequest& hold : open.holds) {
    out.append(out.back() == '[' ? "{\"ground\":" : ",{\"ground\":").append(Quoted(Name(hold.ground)));
    AppendText("at", hold.at.ToString(), out);
    AppendNumber("requested", hold.requested_satang, out);
    AppendNumber("held", hold.held_satang, out);
    AppendNumber("held_at", hold.held_s, out);
    AppendText("bank_case_id", hold.bank_case_id, out);
    AppendText("warrant", hold.warrant, out);
    AppendCaseRef("case", hold.of, out);
    out += '}';
  }
  return out + "]}";
}

base::Result<HoldOpen> DecodeHoldOpen(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "hold_open", 5));
  const BodyMembers members(root.get_object(), "hold_open");
  TRY(members.AllKnown({"clocks", "holds"}));
  HoldOpen open;
  TRY(ReadClocks(members, root.get_object(), open.clocks));
  ASSIGN_OR_RETURN(const json::array* holds, members.Array("holds", kHoldsMax));
  for (const json::value& hold : *holds) {
    ASSIGN_OR_RETURN(HoldRequest read, ReadRequest(hold, "hold_open: holds[" + std::to_string(open.holds.size()) + "]"));
    open.holds.push_back(std::move(read));
  }
  if (open.holds.empty()) return members.Wrong("holds");
  return open;
}

std::string EncodeHoldAnswer(const HoldAnswer& answer, std::string_view request) {
  std::string out = BeginBody(request);
  AppendAnswer(answer, out);
  return out + "}";
}

base::Result<HoldAnswer> DecodeHoldAnswer(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "hold_answer", 4));
  return ReadAnswer(BodyMembers(root.get_object(), "hold_answer"), root.get_object());
}

std::string EncodeHoldAnswers(const std::vector<HoldAnswer>& answers, std::string_view request) {
  std::string out = BeginBody(request);
  out.append(",\"answers\":[");
  for (const HoldAnswer& answer : answers) {
    std::string one;
    AppendAnswer(answer, one);  // its first comma makes way for the bracket
    out.append(out.back() == '[' ? "{" : ",{").append(std::string_view(one).substr(1)).append("}");
  }
  return out + "]}";
}

base::Result<std::vector<HoldAnswer>> DecodeHoldAnswers(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "hold_answer", 6));
  const BodyMembers members(root.get_object(), "hold_answer");
  TRY(members.AllKnown({"answers"}));
  ASSIGN_OR_RETURN(const json::array* rows, members.Array("answers", kHoldAnswersMax));
  std::vector<HoldAnswer> answers;
  size_t onward = 0;
  for (const json::value& row : *rows) {
    const std::string where = "hold_answer: answers[" + std::to_string(answers.size()) + "]";
    ASSIGN_OR_RETURN(const BodyMembers of_row, BodyMembers::Of(row, where));
    ASSIGN_OR_RETURN(HoldAnswer answer, ReadAnswer(of_row, row.get_object()));
    onward += answer.onward.size();
    answers.push_back(std::move(answer));
  }
  if (answers.empty() || onward > kAnswersOnwardMax) return members.Wrong("answers");
  return answers;
}

std::string EncodeHoldMove(const HoldMove& move, std::string_view request) {
  std::string out = BeginBody(request);
  AppendMoneyRef("hold", move.hold, out);
  AppendText("to", Name(move.to), out);
  AppendNumber("at", move.at_s, out);
  AppendNumber("until", move.until_s, out);
  AppendNumber("satang", move.satang, out);
  AppendText("stage", move.stage, out);
  AppendText("after", move.after, out);
  AppendText("warrant", move.warrant, out);
  AppendSealed("reason", move.reason, out);
  return out + "}";
}

base::Result<HoldMove> DecodeHoldMove(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "hold_move", 3));
  const BodyMembers members(root.get_object(), "hold_move");
  TRY(members.AllKnown({"hold", "to", "at", "until", "satang", "stage", "after", "warrant", "reason"}));
  HoldMove move;
  std::string to;
  TRY(ReadMoneyRef(members, root.get_object(), "hold", move.hold));
  TRY(members.Text("to", 16, to, true));
  TRY(members.Integer("at", 1, INT64_MAX, move.at_s, true));
  TRY(members.Integer("until", 0, INT64_MAX, move.until_s));
  TRY(members.Integer("satang", 0, kSatangMax, move.satang));
  TRY(members.Text("stage", kStageBytesMax, move.stage));
  TRY(members.Text("after", kStageBytesMax, move.after));
  TRY(members.Text("warrant", kExternalIdBytesMax, move.warrant));
  TRY(members.SealedText("reason", move.reason));
  const auto state = HoldStateNamed(to);
  if (!state || (*state != HoldState::kHeld && *state < HoldState::kLapsed)) return members.Wrong("to");
  move.to = *state;
  return move;
}

std::string EncodeReleaseAsk(const ReleaseAsk& ask, std::string_view request) {
  std::string out = BeginBody(request);
  AppendMoneyRef("hold", ask.hold, out);
  AppendSealed("sealed", ask.sealed, out);
  return out + "}";
}

base::Result<ReleaseAsk> DecodeReleaseAsk(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "release_ask", 3));
  const BodyMembers members(root.get_object(), "release_ask");
  TRY(members.AllKnown({"hold", "sealed"}));
  ReleaseAsk ask;
  TRY(ReadMoneyRef(members, root.get_object(), "hold", ask.hold));
  TRY(members.SealedText("sealed", ask.sealed));
  return ask;
}

std::string EncodeReleaseMove(const ReleaseMove& move, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("ask", static_cast<int64_t>(move.ask), out);
  AppendText("to", Name(move.to), out);
  AppendSealed("reason", move.reason, out);
  return out + "}";
}

base::Result<ReleaseMove> DecodeReleaseMove(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "release_move", 3));
  const BodyMembers members(root.get_object(), "release_move");
  TRY(members.AllKnown({"ask", "to", "reason"}));
  ReleaseMove move;
  std::string to;
  TRY(members.Integer("ask", 1, INT64_MAX, move.ask, true));
  TRY(members.Text("to", 16, to, true));
  TRY(members.SealedText("reason", move.reason));
  const auto state = ReleaseStateNamed(to);
  if (!state || *state == ReleaseState::kAsked) return members.Wrong("to");
  move.to = *state;
  return move;
}

}  // namespace cybercheck::event
