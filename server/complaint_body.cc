// SPDX-License-Identifier: Apache-2.0
#include "server/complaint_body.h"

#include <array>

#include "server/told_indicators.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::MoneyNodeKind;
using ingest::RawComplaint;
using ingest::RawMoneyNode;

// A name of an enum, as `named` knows them; `choices` for people.
template <class Enum>
base::Result<void> ReadNamed(base::JsonReader& reader, const std::string& place,
                             std::optional<Enum> (*named)(std::string_view) noexcept, const char* choices,
                             std::optional<Enum>& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, place, "a string");
  out = named(name);
  if (out) return {};
  return Fail(ErrorCode::kBadRequest, place + " must be one of " + choices);
}

// Whether null says that something is unknown after all: of an amendment only.
enum class Nulls : uint8_t { kRefused, kUnknown };

base::Result<void> ReadIdentity(base::JsonReader& reader, const std::string& place, Nulls nulls, ingest::RawIdentity& out) {
  static constexpr std::string_view kNames[] = {"name",  "national_id", "juristic_id", "passport", "phone",
                                                "email", "line",        "address",     "other"};
  using Identity = ingest::RawIdentity;
  struct Member {
    size_t bytes_max;
    std::string Identity::*text;
  };
  const Member members[] = {
      {ingest::kPersonNameBytesMax, &Identity::name},        {ingest::kNationalIdBytesMax, &Identity::national_id},
      {ingest::kNationalIdBytesMax, &Identity::juristic_id}, {ingest::kNationalIdBytesMax, &Identity::passport},
      {ingest::kPersonPhoneBytesMax, &Identity::phone},      {ingest::kPersonEmailBytesMax, &Identity::email},
      {ingest::kPersonLineBytesMax, &Identity::line},        {ingest::kAddressBytesMax, &Identity::address},
      {ingest::kPersonOtherBytesMax, &Identity::other}};
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) return {};
    if (nulls == Nulls::kUnknown && reader.Null()) {
      out.forgotten.push_back(members[which].text);
      continue;
    }
    TRY(ReadText(reader, object.Place(which), members[which].bytes_max, Lines::kMany, out.*members[which].text));
  }
}

base::Result<void> ReadVictim(base::JsonReader& reader, const std::string& place, Nulls nulls, ingest::RawVictim& out) {
  static constexpr std::string_view kNames[] = {"kind", "age", "sex", "province", "nationality", "identity"};
  enum : size_t { kKindOfVictim, kAge, kSex, kProvince, kNationality, kIdentity };
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  int64_t age = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) return {};
    const std::string at = object.Place(which);
    if (nulls == Nulls::kUnknown && which != kKindOfVictim && which != kIdentity && reader.Null()) {
      if (which == kAge) out.age = event::kAgeUnknown;
      if (which == kSex) out.sex = event::Sex::kUnknown;
      if (which == kProvince) out.province.emplace();
      if (which == kNationality) out.nationality.emplace();
      continue;
    }
    switch (which) {
      case kKindOfVictim:
        TRY(ReadNamed<event::VictimKind>(
            reader, at,
            [](std::string_view name) noexcept {
              return name == "person"     ? std::optional(event::VictimKind::kPerson)
                     : name == "juristic" ? std::optional(event::VictimKind::kJuristic)
                                          : std::nullopt;
            },
            "person, juristic", out.kind));
        break;
      case kAge:
        TRY(ReadWholeNumber(reader, at, 0, event::kAgeMax, age));
        out.age = static_cast<uint8_t>(age);
        break;
      case kSex:
        TRY(ReadNamed(reader, at, event::SexNamed, "f, m, x, unknown", out.sex));
        break;
      case kProvince:
        TRY(ReadText(reader, at, 96, Lines::kOne, out.province.emplace()));
        break;
      case kNationality:
        TRY(ReadText(reader, at, 8, Lines::kOne, out.nationality.emplace()));
        break;
      default:
        TRY(ReadIdentity(reader, at, nulls, out.identity.emplace()));
    }
  }
}

// {"bank":"004","account":"123-4-56789-0"} · {"promptpay":"0812345678"} · {"kind":"wallet|crypto|cash_out|merchant|foreign",
// "name":"…"}; `owner` beside it, or alone.
base::Result<void> ReadNode(base::JsonReader& reader, const std::string& place, RawMoneyNode& out) {
  static constexpr std::string_view kNames[] = {"bank", "account", "promptpay", "kind", "name", "owner"};
  enum : size_t { kBank, kAccount, kPromptpay, kKind, kName, kOwner };
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  std::optional<MoneyNodeKind> kind;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) break;
    const std::string at = object.Place(which);
    if (which == kOwner) {
      std::optional<RawMoneyNode::Owner> owner;
      TRY(ReadNamed<RawMoneyNode::Owner>(
          reader, at,
          [](std::string_view name) noexcept {
            return name == "victim"  ? std::optional(RawMoneyNode::Owner::kVictim)
                   : name == "other" ? std::optional(RawMoneyNode::Owner::kOther)
                                     : std::nullopt;
          },
          "victim, other", owner));
      out.owner = *owner;
    } else if (which == kKind) {
      TRY(ReadNamed<MoneyNodeKind>(
          reader, at,
          [](std::string_view name) noexcept {
            const auto named = event::MoneyNodeKindNamed(name);
            return named && *named >= MoneyNodeKind::kWallet ? named : std::nullopt;
          },
          "wallet, crypto, cash_out, merchant, foreign", kind));
    } else {
      TRY(ReadText(reader, at, ingest::kPlaceTextBytesMax, Lines::kOne, which == kBank ? out.bank : out.name));
    }
  }
  const size_t named = object.Seen(kAccount) + object.Seen(kPromptpay) + (object.Seen(kKind) || object.Seen(kName));
  if (named > 1 || (object.Seen(kBank) && named == 1 && !object.Seen(kAccount)))
    return Fail(ErrorCode::kBadRequest, place + " must name one place");
  if (object.Seen(kBank) && !object.Seen(kAccount))
    return Fail(ErrorCode::kMissingMember, object.Place(kAccount) + " is missing");
  if (object.Seen(kName) && !kind) return Fail(ErrorCode::kMissingMember, object.Place(kKind) + " is missing");
  if (named == 0 && out.owner != RawMoneyNode::Owner::kVictim)
    return Fail(ErrorCode::kMissingMember, place + " must name a place: bank and account, promptpay, or kind and name");
  out.kind = kind                      ? *kind
             : object.Seen(kAccount)   ? MoneyNodeKind::kAccount
             : object.Seen(kPromptpay) ? MoneyNodeKind::kPromptpay
                                       : MoneyNodeKind::kVictim;
  return {};
}

base::Result<void> ReadTransfer(base::JsonReader& reader, const std::string& place, int64_t now_s, ingest::RawTransfer& out) {
  static constexpr std::string_view kNames[] = {"from", "to", "amount_satang", "at", "reference"};
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) break;
    const std::string at = object.Place(which);
    switch (which) {
      case 0:
        TRY(ReadNode(reader, at, out.from.emplace()));
        break;
      case 1:
        TRY(ReadNode(reader, at, out.to));
        break;
      case 2:
        TRY(ReadWholeNumber(reader, at, 0, event::kSatangMax, out.satang));
        break;
      case 3:
        TRY(ReadPastTime(reader, at, now_s, out.at_s));
        break;
      default:
        TRY(ReadText(reader, at, event::kTransferReferenceBytesMax, Lines::kOne, out.reference));
    }
  }
  for (const size_t needed : {size_t{1}, size_t{2}})
    if (!object.Seen(needed)) return Fail(ErrorCode::kMissingMember, object.Place(needed) + " is missing");
  return {};
}

// Each element at "place[i]".
template <class Item, class Read>
base::Result<void> ReadArray(base::JsonReader& reader, const std::string& place, size_t count_max, std::vector<Item>& out,
                             Read read) {
  if (!reader.EnterArray()) return Mistyped(reader, place, "an array");
  while (reader.NextElement()) {
    if (out.size() == count_max)
      return Fail(ErrorCode::kTooManyItems, place + " has at most " + std::to_string(count_max) + " items");
    const std::string at = place + "[" + std::to_string(out.size()) + "]";
    TRY(read(at, out.emplace_back()));
  }
  if (reader.error()) return *reader.error();
  return {};
}

base::Result<void> ReadTransfers(base::JsonReader& reader, const std::string& place, int64_t now_s,
                                 std::vector<ingest::RawTransfer>& out) {
  return ReadArray(reader, place, event::kComplaintTransfersMax, out, [&](const std::string& at, ingest::RawTransfer& transfer) {
    return ReadTransfer(reader, at, now_s, transfer);
  });
}

base::Result<void> ReadExternalIds(base::JsonReader& reader, const std::string& place, Nulls nulls, RawComplaint& out) {
  static constexpr std::string_view kNames[] = {"bank_case_id", "tpo_case_id", "aoc_id", "crimes_id", "crime_case_no"};
  static_assert(std::size(kNames) == event::kExternalIdCount);
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) return {};
    std::string& id = out.external_ids[which].emplace();
    if (nulls == Nulls::kUnknown && reader.Null()) continue;
    TRY(ReadText(reader, object.Place(which), event::kExternalIdBytesMax, Lines::kOne, id));
  }
}

enum Member : size_t {
  kChannel,
  kKind,
  kReportedAt,
  kOccurredAt,
  kCategory,
  kCaseType,
  kContactChannel,
  kStation,
  kDamage,
  kExternalIds,
  kVictim,
  kVictims,
  kIndicators,
  kTransfers,
  kNarrative
};
constexpr std::string_view kMembers[] = {"channel",         "kind",      "reported_at",   "occurred_at",  "category", "case_type",
                                         "contact_channel", "station",   "damage_satang", "external_ids", "victim",   "victims",
                                         "indicators",      "transfers", "narrative"};

// What null stands for; false: of that member it stands for nothing.
bool SetUnknown(size_t which, RawComplaint& out) {
  switch (static_cast<Member>(which)) {
    case kOccurredAt:
      out.occurred_s = 0;
      return true;
    case kCategory:
      out.category = wire::Category::kNone;
      return true;
    case kCaseType:
      out.case_type.emplace();
      return true;
    case kContactChannel:
      out.contact = event::ContactChannel::kUnknown;
      return true;
    case kStation:
      out.station.emplace();
      return true;
    case kDamage:
      out.damage_satang = event::kDamageUnknown;
      return true;
    case kNarrative:
      out.narrative.emplace();
      return true;
    default:
      return false;
  }
}

base::Result<void> ReadMember(size_t which, const std::string& at, base::JsonReader& reader, int64_t now_s, Nulls nulls,
                              RawComplaint& out) {
  if (nulls == Nulls::kUnknown && reader.Null()) {
    if (SetUnknown(which, out)) return {};
    return Fail(ErrorCode::kBadRequest, at + " cannot be unknown; a list that is empty is written []");
  }
  switch (static_cast<Member>(which)) {
    case kChannel:
      return ReadNamed(reader, at, event::CaseChannelNamed, "online, hotline, station, bank", out.channel);
    case kKind:
      return ReadNamed(reader, at, event::ComplaintKindNamed, "online_case, other_criminal, disposed", out.kind);
    case kReportedAt:
      return ReadPastTime(reader, at, now_s, out.reported_s.emplace());
    case kOccurredAt:
      return ReadPastTime(reader, at, now_s, out.occurred_s.emplace());
    case kCategory:
      return ReadCategory(reader, at, out.category.emplace());
    case kCaseType:
      return ReadText(reader, at, ingest::kCaseTypeBytesMax, Lines::kOne, out.case_type.emplace());
    case kContactChannel:
      return ReadNamed(reader, at, event::ContactChannelNamed,
                       "facebook, line, messenger, tiktok, phone, sms, website, app, other, unknown", out.contact);
    case kStation:
      return ReadText(reader, at, event::kStationBytesMax, Lines::kOne, out.station.emplace());
    case kDamage:
      return ReadWholeNumber(reader, at, 0, event::kSatangMax, out.damage_satang.emplace());
    case kExternalIds:
      return ReadExternalIds(reader, at, nulls, out);
    case kVictim:
      if (out.victims) return Fail(ErrorCode::kBadRequest, "victim is for one, victims for more: not both");
      out.one_victim = true;
      return ReadVictim(reader, at, nulls, out.victims.emplace().emplace_back());
    case kVictims:
      if (out.victims) return Fail(ErrorCode::kBadRequest, "victim is for one, victims for more: not both");
      return ReadArray(
          reader, at, event::kVictimsMax, out.victims.emplace(),
          [&](const std::string& place, ingest::RawVictim& victim) { return ReadVictim(reader, place, nulls, victim); });
    case kIndicators:
      return ReadIndicators(reader, at, out.indicators.emplace());
    case kTransfers:
      return ReadTransfers(reader, at, now_s, out.transfers.emplace());
    case kNarrative:
      return ReadText(reader, at, ingest::kNarrativeBytesMax, Lines::kMany, out.narrative.emplace());
  }
  return {};
}

base::Result<void> ReadComplaint(base::JsonReader& reader, const std::string& place, int64_t now_s, Nulls nulls,
                                 RawComplaint& out) {
  out = RawComplaint();
  ObjectReader object(reader, place, kMembers);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) return {};
    // Places inside are told as the resolver tells them: without what stands around the complaint.
    TRY(ReadMember(which, std::string(kMembers[which]), reader, now_s, nulls, out));
  }
}

// {"<what>":…,"reason":"…"}
template <class Read>
base::Result<void> ReadWithReason(std::string_view json, std::string_view what, std::string& reason, Read read) {
  const std::string_view names[] = {what, "reason"};
  std::string scratch;
  base::JsonReader reader(json, scratch);
  ObjectReader object(reader, "", names);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) break;
    if (which == 0)
      TRY(read(reader));
    else
      TRY(ReadText(reader, "reason", kCaseReasonBytesMax, Lines::kMany, reason));
  }
  if (!reader.AtEnd()) return *reader.error();
  return {};
}

}  // namespace

base::Result<void> DecodeComplaintBody(std::string_view json, int64_t now_s, RawComplaint& out) {
  std::string scratch;
  base::JsonReader reader(json, scratch);
  TRY(ReadComplaint(reader, "", now_s, Nulls::kRefused, out));
  if (!reader.AtEnd()) return *reader.error();
  return {};
}

base::Result<void> DecodeAmendmentBody(std::string_view json, int64_t now_s, AmendmentBody& out) {
  bool told = false;
  TRY(ReadWithReason(json, "set", out.reason, [&](base::JsonReader& reader) {
    told = true;
    return ReadComplaint(reader, "set.", now_s, Nulls::kUnknown, out.set);
  }));
  if (!told) return Fail(ErrorCode::kMissingMember, "set is missing");
  if (out.reason.empty()) return Fail(ErrorCode::kMissingMember, "reason is missing: who reads the case will ask for it");
  return {};
}

base::Result<void> DecodeTransfersBody(std::string_view json, int64_t now_s, TransfersBody& out) {
  TRY(ReadWithReason(json, "transfers", out.reason,
                     [&](base::JsonReader& reader) { return ReadTransfers(reader, "transfers", now_s, out.transfers); }));
  if (out.transfers.empty()) return Fail(ErrorCode::kMissingMember, "transfers is missing or empty");
  return {};
}

}  // namespace cybercheck::server
