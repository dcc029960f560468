// SPDX-License-Identifier: Apache-2.0
#include "event/case_file.h"

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

constexpr std::string_view kChannels[] = {"online", "hotline", "station", "bank"};
constexpr std::string_view kKinds[] = {"online_case", "other_criminal", "disposed"};
constexpr std::string_view kContacts[] = {"unknown", "facebook", "line",    "messenger", "tiktok",
                                          "phone",   "sms",      "website", "app",       "other"};
constexpr std::string_view kSexes[] = {"unknown", "f", "m", "x"};
constexpr std::string_view kVictimKinds[] = {"person", "juristic"};
constexpr std::string_view kExternalIds[] = {"bank_case_id", "tpo_case_id", "aoc_id", "crimes_id", "crime_case_no"};
static_assert(std::size(kChannels) == kCaseChannelCount && std::size(kKinds) == kComplaintKindCount &&
              std::size(kContacts) == kContactChannelCount && std::size(kSexes) == kSexCount &&
              std::size(kExternalIds) == kExternalIdCount);
constexpr size_t kVoiceBytesMax = 48;
constexpr int kDepthMax = 7;

template <class Enum, size_t N>
base::Result<void> ReadName(const BodyMembers& members, std::string_view member, const std::string_view (&names)[N], Enum& out) {
  std::string text;
  TRY(members.Text(member, 32, text));
  if (text.empty()) return {};
  const auto named = EnumNamed<Enum>(names, text);
  if (!named) return members.Wrong(member);
  out = *named;
  return {};
}

base::Result<Victim> ReadVictim(const json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"kind", "age", "sex", "province", "nationality", "person", "phone", "sealed"}));
  Victim victim;
  TRY(ReadName(members, "kind", kVictimKinds, victim.kind));
  TRY(members.Integer("age", 0, kAgeMax, victim.age));
  TRY(ReadName(members, "sex", kSexes, victim.sex));
  TRY(members.Integer("province", 0, 99, victim.province));
  TRY(members.Text("nationality", 2, victim.nationality));
  TRY(members.Text("person", kBlindIndexDigits, victim.person));
  TRY(members.Text("phone", kBlindIndexDigits, victim.phone));
  TRY(members.SealedText("sealed", victim.sealed));
  return victim;
}

// `filed`: as somebody filed it; an amendment sets no case it would join.
base::Result<void> ReadComplaint(const json::value& value, std::string where, bool filed, Complaint& out) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"channel", "kind", "verified", "voice", "reported_at", "occurred_at", "category", "case_type", "contact",
                        "station", "damage", "external_ids", "victims", "indicators", "transfers", "code", "narrative", "case"}));
  const json::object& object = value.get_object();
  if (!filed && object.contains("case")) return members.Wrong("case");
  TRY(ReadCaseRef(members, object, "case", out.joins, false));
  TRY(ReadName(members, "channel", kChannels, out.channel));
  TRY(ReadName(members, "kind", kKinds, out.kind));
  TRY(members.Boolean("verified", out.verified));
  TRY(members.Text("voice", kVoiceBytesMax, out.voice));
  TRY(members.Integer("reported_at", 1, INT64_MAX, out.reported_s));
  TRY(members.Integer("occurred_at", 0, INT64_MAX, out.occurred_s));
  TRY(members.Integer("category", 0, 255, out.category));
  TRY(members.Text("case_type", 64, out.case_type));
  TRY(ReadName(members, "contact", kContacts, out.contact));
  TRY(members.Text("station", kStationBytesMax, out.station));
  TRY(members.Integer("damage", kDamageUnknown, kSatangMax, out.damage_satang));
  TRY(members.Text("code", kBlindIndexDigits, out.code));
  const json::value* narrative = object.if_contains("narrative");
  if (narrative != nullptr && narrative->is_null())
    out.narrative.reset();
  else
    TRY(members.SealedText("narrative", out.narrative));
  if (const json::value* ids = object.if_contains("external_ids")) {
    ASSIGN_OR_RETURN(const BodyMembers named, BodyMembers::Of(*ids, members.where() + ".external_ids"));
    TRY(named.AllKnown({kExternalIds[0], kExternalIds[1], kExternalIds[2], kExternalIds[3], kExternalIds[4]}));
    for (size_t i = 0; i < kExternalIdCount; ++i) TRY(named.Text(kExternalIds[i], kExternalIdBytesMax, out.external_ids[i]));
  }
  if (object.contains("victims")) {
    ASSIGN_OR_RETURN(const json::array* victims, members.Array("victims", kVictimsMax));
    out.victims.clear();
    for (const json::value& victim : *victims) {
      std::string at = members.where() + ".victims[" + std::to_string(out.victims.size()) + "]";
      ASSIGN_OR_RETURN(Victim read, ReadVictim(victim, std::move(at)));
      out.victims.push_back(std::move(read));
    }
  }
  if (object.contains("indicators")) {
    ASSIGN_OR_RETURN(const json::array* indicators, members.Array("indicators", kReportIndicatorsMax));
    out.indicators.clear();
    for (const json::value& indicator : *indicators) {
      std::string at = members.where() + ".indicators[" + std::to_string(out.indicators.size()) + "]";
      ASSIGN_OR_RETURN(ReportIndicator read, ReadIndicator(indicator, std::move(at)));
      out.indicators.push_back(std::move(read));
    }
  }
  if (object.contains("transfers")) TRY(ReadTransfers(members, "transfers", kCaseTransfersMax, out.transfers));
  return {};
}

void AppendVictim(const Victim& victim, std::string& out) {
  out.append("{\"kind\":").append(Quoted(Name(victim.kind)));
  if (victim.age != kAgeUnknown) out.append(",\"age\":").append(std::to_string(victim.age));
  if (victim.sex != Sex::kUnknown) AppendText("sex", Name(victim.sex), out);
  AppendNumber("province", victim.province, out);
  AppendText("nationality", victim.nationality, out);
  AppendText("person", victim.person, out);
  AppendText("phone", victim.phone, out);
  AppendSealed("sealed", victim.sealed, out);
  out += '}';
}

bool Same(const ReportIndicator& a, const ReportIndicator& b) {
  return a.key == b.key && a.origin == b.origin && a.counts == b.counts && a.submitted == b.submitted;
}

void BeginMember(std::string_view name, std::string& out) { out.append(",\"").append(name).append("\":"); }

// ,"channel":…: every member in which the two differ.
void AppendDifferences(const Complaint& complaint, const Complaint& from, std::string& out) {
  const auto text = [&](std::string_view name, std::string_view now, std::string_view was) {
    if (now == was) return;
    BeginMember(name, out);
    out.append(Quoted(now));
  };
  const auto number = [&](std::string_view name, int64_t now, int64_t was) {
    if (now == was) return;
    BeginMember(name, out);
    out.append(std::to_string(now));
  };
  text("channel", Name(complaint.channel), Name(from.channel));
  text("kind", Name(complaint.kind), Name(from.kind));
  if (complaint.verified != from.verified) out.append(complaint.verified ? ",\"verified\":true" : ",\"verified\":false");
  text("voice", complaint.voice, from.voice);
  number("reported_at", complaint.reported_s, from.reported_s);
  number("occurred_at", complaint.occurred_s, from.occurred_s);
  number("category", complaint.category, from.category);
  text("case_type", complaint.case_type, from.case_type);
  text("contact", Name(complaint.contact), Name(from.contact));
  text("station", complaint.station, from.station);
  number("damage", complaint.damage_satang, from.damage_satang);
  text("code", complaint.code, from.code);
  if (complaint.external_ids != from.external_ids) {
    BeginMember("external_ids", out);
    out += '{';
    for (size_t i = 0; i < kExternalIdCount; ++i) {
      if (complaint.external_ids[i] == from.external_ids[i]) continue;
      if (out.back() != '{') out += ',';
      out.append(Quoted(kExternalIds[i])).append(":").append(Quoted(complaint.external_ids[i]));
    }
    out += '}';
  }
  if (complaint.victims != from.victims) {
    BeginMember("victims", out);
    out += '[';
    for (const Victim& victim : complaint.victims) {
      if (out.back() != '[') out += ',';
      AppendVictim(victim, out);
    }
    out += ']';
  }
  if (!std::equal(complaint.indicators.begin(), complaint.indicators.end(), from.indicators.begin(), from.indicators.end(),
                  Same)) {
    BeginMember("indicators", out);
    out += '[';
    for (const ReportIndicator& indicator : complaint.indicators) {
      if (out.back() != '[') out += ',';
      AppendIndicator(indicator, out);
    }
    out += ']';
  }
  if (complaint.transfers != from.transfers) {
    if (complaint.transfers.empty())
      out.append(",\"transfers\":[]");
    else
      AppendTransfers("transfers", complaint.transfers, out);
  }
  if (complaint.narrative != from.narrative) {
    if (complaint.narrative)
      AppendSealed("narrative", complaint.narrative, out);
    else
      out.append(",\"narrative\":null");
  }
}

}  // namespace

std::string_view Name(CaseChannel channel) noexcept { return kChannels[static_cast<size_t>(channel)]; }
std::optional<CaseChannel> CaseChannelNamed(std::string_view name) noexcept { return EnumNamed<CaseChannel>(kChannels, name); }
std::string_view Name(ComplaintKind kind) noexcept { return kKinds[static_cast<size_t>(kind)]; }
std::optional<ComplaintKind> ComplaintKindNamed(std::string_view name) noexcept { return EnumNamed<ComplaintKind>(kKinds, name); }
std::string_view Name(ContactChannel channel) noexcept { return kContacts[static_cast<size_t>(channel)]; }
std::optional<ContactChannel> ContactChannelNamed(std::string_view name) noexcept {
  return EnumNamed<ContactChannel>(kContacts, name);
}
std::string_view Name(Sex sex) noexcept { return kSexes[static_cast<size_t>(sex)]; }
std::optional<Sex> SexNamed(std::string_view name) noexcept { return EnumNamed<Sex>(kSexes, name); }
std::string_view Name(VictimKind kind) noexcept { return kVictimKinds[static_cast<size_t>(kind)]; }
std::optional<VictimKind> VictimKindNamed(std::string_view name) noexcept { return EnumNamed<VictimKind>(kVictimKinds, name); }
std::string_view Name(ExternalId kind) noexcept { return kExternalIds[static_cast<size_t>(kind)]; }
std::optional<ExternalId> ExternalIdNamed(std::string_view name) noexcept { return EnumNamed<ExternalId>(kExternalIds, name); }

std::string EncodeCaseFile(const CaseFile& file, std::string_view request) {
  std::string out = BeginBody(request);
  out.append(",\"canon\":").append(std::to_string(file.canon)).append(",\"complaints\":[");
  for (const Complaint& complaint : file.complaints) {
    out.append(out.back() == '[' ? "\n{" : ",\n{");
    out.append("\"channel\":").append(Quoted(Name(complaint.channel)));
    Complaint from;
    from.channel = complaint.channel;
    AppendCaseRef("case", complaint.joins, out);
    AppendDifferences(complaint, from, out);
    out += '}';
  }
  return out + "]}";
}

base::Result<CaseFile> DecodeCaseFile(std::string_view body) {
  json::monotonic_resource memory(4 * body.size() + 4096);
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "case_file", kDepthMax, &memory));
  const BodyMembers members(root.get_object(), "case_file");
  TRY(members.AllKnown({"canon", "complaints"}));
  CaseFile file;
  TRY(members.Integer("canon", 1, 65535, file.canon, true));
  ASSIGN_OR_RETURN(const json::array* complaints, members.Array("complaints", kComplaintsMax));
  file.complaints.reserve(complaints->size());
  size_t indicators = 0;
  for (const json::value& complaint : *complaints) {
    std::string where = "case_file: complaints[" + std::to_string(file.complaints.size()) + "]";
    Complaint& read = file.complaints.emplace_back();
    TRY(ReadComplaint(complaint, std::move(where), true, read));
    indicators += read.indicators.size();
    if (read.reported_s == 0) return members.Wrong("reported_at");
  }
  if (file.complaints.empty() || indicators > kEntryIndicatorsMax) return members.Wrong("complaints");
  return file;
}

base::Result<std::shared_ptr<const CaseFile>> DecodeCaseFileOnce(std::string_view body) {
  thread_local std::string last_body;
  thread_local std::shared_ptr<const CaseFile> last;
  if (last != nullptr && last_body == body) return last;
  ASSIGN_OR_RETURN(CaseFile file, DecodeCaseFile(body));
  last = std::make_shared<const CaseFile>(std::move(file));
  last_body = body;
  return last;
}

base::Result<void> ApplyComplaintMembers(std::string_view object, Complaint& out) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(object, "case_amend.set", kDepthMax));
  return ReadComplaint(root, "case_amend.set", false, out);
}

std::string ComplaintMembers(const Complaint& complaint, const Complaint& from) {
  std::string members;
  AppendDifferences(complaint, from, members);
  if (!members.empty()) members.erase(0, 1);
  return "{" + members + "}";
}

}  // namespace cybercheck::event
