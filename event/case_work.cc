// SPDX-License-Identifier: Apache-2.0
#include "event/case_work.h"

#include <iterator>

#include "event/body_members.h"
#include "event/case_members.h"
#include "event/entry.h"
#include "event/indicator_members.h"
#include "event/names.h"
#include "event/transfer_members.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr std::string_view kStates[] = {"received",       "statement_taken", "accepted", "investigating", "suspended",
                                        "file_submitted", "prosecution",     "judgment", "closed",        "transferred",
                                        "merged",         "rejected",        "reopened"};
constexpr std::string_view kOutcomes[] = {"",          "convicted", "acquitted",   "not_prosecuted",
                                          "withdrawn", "settled",   "time_barred", "other"};
static_assert(std::size(kStates) == kCaseStateCount && std::size(kOutcomes) == kCaseOutcomeCount);
constexpr uint32_t kDayMax = 2'932'896;  // 9999-12-31

// A body that is parsed, and the reader of its members.
struct Parsed {
  json::value root;
  const json::object& object() const { return root.get_object(); }
};

base::Result<Parsed> Parse(std::string_view body, std::string_view type, size_t depth_max = 4) {
  ASSIGN_OR_RETURN(json::value root, ParseBody(body, type, depth_max));
  return Parsed{std::move(root)};
}

}  // namespace

base::Result<void> ReadCaseRef(const BodyMembers& members, const json::object& object, std::string_view member, CaseRef& out,
                               bool needed) {
  const json::value* value = object.if_contains(member);
  if (value == nullptr && !needed) return {};
  const json::array* pair = value == nullptr ? nullptr : value->if_array();
  if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_int64() || (*pair)[0].get_int64() < 1 ||
      (*pair)[1].get_int64() < 0 || (*pair)[1].get_int64() > UINT16_MAX)
    return members.Wrong(member);
  out = {static_cast<uint64_t>((*pair)[0].get_int64()), static_cast<uint16_t>((*pair)[1].get_int64())};
  return {};
}

void AppendCaseRef(std::string_view member, CaseRef ref, std::string& out) {
  if (ref.seq == 0) return;
  out.append(",\"").append(member).append("\":[").append(std::to_string(ref.seq)).append(",");
  out.append(std::to_string(ref.number)).append("]");
}

base::Result<void> ReadMoneyRef(const BodyMembers& members, const json::object& object, std::string_view member, MoneyRef& out) {
  const json::value* value = object.if_contains(member);
  const json::array* parts = value == nullptr ? nullptr : value->if_array();
  if (parts == nullptr || parts->size() != 3) return members.Wrong(member);
  for (const json::value& part : *parts)
    if (!part.is_int64() || part.get_int64() < 0) return members.Wrong(member);
  if ((*parts)[0].get_int64() == 0 || (*parts)[1].get_int64() > UINT16_MAX || (*parts)[2].get_int64() > UINT32_MAX)
    return members.Wrong(member);
  out = {static_cast<uint64_t>((*parts)[0].get_int64()), static_cast<uint16_t>((*parts)[1].get_int64()),
         static_cast<uint32_t>((*parts)[2].get_int64())};
  return {};
}

void AppendMoneyRef(std::string_view member, const MoneyRef& ref, std::string& out) {
  out.append(",\"").append(member).append("\":[").append(std::to_string(ref.seq)).append(",");
  out.append(std::to_string(ref.number)).append(",").append(std::to_string(ref.row)).append("]");
}

std::string_view Name(CaseState state) noexcept { return kStates[static_cast<size_t>(state)]; }
std::optional<CaseState> CaseStateNamed(std::string_view name) noexcept { return EnumNamed<CaseState>(kStates, name); }
std::string_view Name(CaseOutcome outcome) noexcept { return kOutcomes[static_cast<size_t>(outcome)]; }
std::optional<CaseOutcome> CaseOutcomeNamed(std::string_view name) noexcept { return EnumNamed<CaseOutcome>(kOutcomes, name); }

std::string EncodeCaseAmend(const CaseAmend& amend, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("case", amend.of, out);
  if (amend.set != "{}") out.append(",\"set\":").append(amend.set);
  AppendTransfers("transfers", amend.add_transfers, out);
  if (!amend.add_indicators.empty()) {
    out.append(",\"indicators\":[");
    for (const ReportIndicator& indicator : amend.add_indicators) {
      if (out.back() != '[') out += ',';
      AppendIndicator(indicator, out);
    }
    out += ']';
  }
  AppendSealed("reason", amend.reason, out);
  return out + "}";
}

base::Result<CaseAmend> DecodeCaseAmend(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "case_amend", 7));
  const BodyMembers members(parsed.object(), "case_amend");
  TRY(members.AllKnown({"case", "set", "transfers", "indicators", "reason"}));
  CaseAmend amend;
  TRY(ReadCaseRef(members, parsed.object(), "case", amend.of, true));
  TRY(members.SealedText("reason", amend.reason));
  if (const json::value* set = parsed.object().if_contains("set")) {
    if (!set->is_object()) return members.Wrong("set");
    amend.set = json::serialize(*set);
    Complaint checked;  // so that a body is refused as a whole
    TRY(ApplyComplaintMembers(amend.set, checked));
  }
  if (parsed.object().contains("transfers"))
    TRY(ReadTransfers(members, "transfers", kComplaintTransfersMax, amend.add_transfers));
  if (parsed.object().contains("indicators")) {
    ASSIGN_OR_RETURN(const json::array* indicators, members.Array("indicators", kReportIndicatorsMax));
    for (const json::value& value : *indicators) {
      std::string where = "case_amend: indicators[" + std::to_string(amend.add_indicators.size()) + "]";
      ASSIGN_OR_RETURN(ReportIndicator read, ReadIndicator(value, std::move(where)));
      amend.add_indicators.push_back(std::move(read));
    }
  }
  return amend;
}

std::string EncodeCaseMove(const CaseMove& move, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("case", move.of, out);
  AppendText("to", Name(move.to), out);
  AppendText("outcome", Name(move.outcome), out);
  AppendText("crime_case_no", move.crime_case_no, out);
  AppendText("station", move.station, out);
  if (!move.offences.empty()) {
    out.append(",\"offences\":[");
    for (const std::string& offence : move.offences) {
      if (out.back() != '[') out += ',';
      out.append(Quoted(offence));
    }
    out += ']';
  }
  AppendText("reason", move.reason, out);
  AppendCaseRef("into", move.into, out);
  AppendSealed("note", move.note, out);
  return out + "}";
}

base::Result<CaseMove> DecodeCaseMove(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "case_move"));
  const BodyMembers members(parsed.object(), "case_move");
  TRY(members.AllKnown({"case", "to", "outcome", "crime_case_no", "station", "offences", "reason", "into", "note"}));
  CaseMove move;
  std::string to, outcome;
  TRY(ReadCaseRef(members, parsed.object(), "case", move.of, true));
  TRY(members.Text("to", 32, to, true));
  TRY(members.Text("outcome", 32, outcome));
  TRY(members.Text("crime_case_no", kExternalIdBytesMax, move.crime_case_no));
  TRY(members.Text("station", kStationBytesMax, move.station));
  TRY(members.Texts("offences", kOffencesMax, kOffenceBytesMax, move.offences));
  TRY(members.Text("reason", kMoveReasonBytesMax, move.reason));
  TRY(ReadCaseRef(members, parsed.object(), "into", move.into, false));
  TRY(members.SealedText("note", move.note));
  const auto state = CaseStateNamed(to);
  const auto ended = CaseOutcomeNamed(outcome);
  if (!state) return members.Wrong("to");
  if (!ended) return members.Wrong("outcome");
  move.to = *state;
  move.outcome = *ended;
  return move;
}

std::string EncodeCaseNote(const CaseNote& note, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("case", note.of, out);
  AppendText("assignee", note.assignee, out);
  AppendSealed("note", note.note, out);
  return out + "}";
}

base::Result<CaseNote> DecodeCaseNote(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "case_note"));
  const BodyMembers members(parsed.object(), "case_note");
  TRY(members.AllKnown({"case", "assignee", "note"}));
  CaseNote note;
  TRY(ReadCaseRef(members, parsed.object(), "case", note.of, true));
  TRY(members.Text("assignee", kActorBytesMax, note.assignee));
  TRY(members.SealedText("note", note.note));
  return note;
}

std::string EncodeCaseLink(const CaseLink& link, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("a", link.a, out);
  AppendCaseRef("b", link.b, out);
  out.append(link.confirmed ? ",\"confirmed\":true" : ",\"confirmed\":false");
  AppendSealed("reason", link.reason, out);
  return out + "}";
}

base::Result<CaseLink> DecodeCaseLink(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "case_link"));
  const BodyMembers members(parsed.object(), "case_link");
  TRY(members.AllKnown({"a", "b", "confirmed", "reason"}));
  CaseLink link;
  TRY(ReadCaseRef(members, parsed.object(), "a", link.a, true));
  TRY(ReadCaseRef(members, parsed.object(), "b", link.b, true));
  TRY(members.Boolean("confirmed", link.confirmed));
  TRY(members.SealedText("reason", link.reason));
  return link;
}

std::string EncodeCaseCode(const CaseCode& code, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("case", code.of, out);
  AppendNumber("issue", code.issue, out);
  AppendText("code", code.code, out);
  return out + "}";
}

base::Result<CaseCode> DecodeCaseCode(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "case_code"));
  const BodyMembers members(parsed.object(), "case_code");
  TRY(members.AllKnown({"case", "issue", "code"}));
  CaseCode code;
  TRY(ReadCaseRef(members, parsed.object(), "case", code.of, true));
  TRY(members.Integer("issue", 1, UINT32_MAX, code.issue, true));
  TRY(members.Text("code", kBlindIndexDigits, code.code, true));
  return code;
}

std::string EncodeControlTotal(const ControlTotal& total, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("channel", Name(total.channel), out);
  AppendText("station", total.station, out);
  AppendNumber("day", total.day, out);
  AppendNumber("complaints", static_cast<int64_t>(total.complaints), out);
  AppendNumber("damage", total.damage_satang, out);
  return out + "}";
}

base::Result<ControlTotal> DecodeControlTotal(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "control_total"));
  const BodyMembers members(parsed.object(), "control_total");
  TRY(members.AllKnown({"channel", "station", "day", "complaints", "damage"}));
  ControlTotal total;
  std::string channel;
  TRY(members.Text("channel", 16, channel, true));
  TRY(members.Text("station", kStationBytesMax, total.station));
  TRY(members.Integer("day", 1, kDayMax, total.day, true));
  TRY(members.Integer("complaints", 0, INT64_MAX, total.complaints));
  TRY(members.Integer("damage", 0, INT64_MAX, total.damage_satang));
  const auto named = CaseChannelNamed(channel);
  if (!named) return members.Wrong("channel");
  total.channel = *named;
  return total;
}

std::string EncodeTransferRelease(const TransferRelease& release, std::string_view request) {
  std::string out = BeginBody(request);
  AppendCaseRef("case", release.of, out);
  AppendMoneyRef("transfer", release.transfer, out);
  out.append(release.released ? ",\"released\":true" : ",\"released\":false");
  AppendSealed("reason", release.reason, out);
  return out + "}";
}

base::Result<TransferRelease> DecodeTransferRelease(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "transfer_release"));
  const BodyMembers members(parsed.object(), "transfer_release");
  TRY(members.AllKnown({"case", "transfer", "released", "reason"}));
  TransferRelease release;
  TRY(ReadCaseRef(members, parsed.object(), "case", release.of, true));
  TRY(ReadMoneyRef(members, parsed.object(), "transfer", release.transfer));
  TRY(members.Boolean("released", release.released));
  TRY(members.SealedText("reason", release.reason));
  return release;
}

std::string EncodeNoticeSent(const NoticeSent& sent, std::string_view request) {
  std::string out = BeginBody(request);
  out.append(",\"notices\":[");
  for (const uint64_t notice : sent.notices) {
    if (out.back() != '[') out += ',';
    out.append(std::to_string(notice));
  }
  return out + (sent.given_up ? "],\"given_up\":true}" : "]}");
}

base::Result<NoticeSent> DecodeNoticeSent(std::string_view body) {
  ASSIGN_OR_RETURN(const Parsed parsed, Parse(body, "notice_sent"));
  const BodyMembers members(parsed.object(), "notice_sent");
  TRY(members.AllKnown({"notices", "given_up"}));
  NoticeSent sent;
  TRY(members.Boolean("given_up", sent.given_up));
  ASSIGN_OR_RETURN(const json::array* notices, members.Array("notices", kNoticesMax));
  for (const json::value& notice : *notices) {
    if (!notice.is_int64() || notice.get_int64() < 1) return members.Wrong("notices");
    sent.notices.push_back(static_cast<uint64_t>(notice.get_int64()));
  }
  if (sent.notices.empty()) return members.Wrong("notices");
  return sent;
}

}  // namespace cybercheck::event
