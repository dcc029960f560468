// SPDX-License-Identifier: Apache-2.0
#include "server/report_body.h"

#include <algorithm>
#include <span>

#include "base/timestamp.h"
#include "ingest/occurred_time.h"
#include "server/json_reader.h"

namespace cybercheck::server {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;
using ingest::RawReport;

constexpr size_t kShownNameBytes = 64;  // a name may be long; it is told as far as it helps

// Reads one object's members by name, with the place that begins every message ("indicators[3]."; empty: the body itself).
class ObjectReader {
 public:
  ObjectReader(JsonReader& reader, std::string place, std::span<const std::string_view> names)
      : reader_(reader), place_(std::move(place)), names_(names) {}

  base::Result<void> Enter() {
    if (reader_.EnterObject()) return {};
    if (!reader_.wrong_type()) return *reader_.error();
    std::string what = place_.empty() ? "the body" : place_.substr(0, place_.size() - 1);
    return Fail(ErrorCode::kBadRequest, what + " must be an object");
  }
  // The number of the next member's name in `names`; false at the object's end. Refuses unknown and repeated names.
  base::Result<bool> Next(size_t& which) {
    std::string_view name;
    if (!reader_.NextMember(name)) {
      if (reader_.error()) return *reader_.error();
      return false;
    }
    which = static_cast<size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    if (which == names_.size())
      return Fail(ErrorCode::kUnknownMember,
                  place_ + std::string(name.substr(0, kShownNameBytes)) + " is not a member of this request");
    if ((seen_ & (1u << which)) != 0) return Fail(ErrorCode::kBadRequest, Place(which) + " stands twice");
    seen_ |= 1u << which;
    return true;
  }
  bool Seen(size_t which) const { return (seen_ & (1u << which)) != 0; }
  std::string Place(size_t which) const { return place_ + std::string(names_[which]); }

 private:
  JsonReader& reader_;
  std::string place_;
  std::span<const std::string_view> names_;
  unsigned seen_ = 0;
};

Error Mistyped(const JsonReader& reader, const std::string& place, const char* type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, place + " must be " + type);
}

bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }

enum class Lines : uint8_t { kOne, kMany };

// A string of at most `bytes_max`, without control characters (kMany: but tabs and line breaks).
base::Result<void> ReadText(JsonReader& reader, const std::string& place, size_t bytes_max, Lines lines, std::string& out) {
  std::string_view text;
  if (!reader.String(text)) return Mistyped(reader, place, "a string");
  if (text.size() > bytes_max)
    return Fail(ErrorCode::kValueTooLong, place + " has at most " + std::to_string(bytes_max) + " bytes");
  for (const char c : text)
    if (IsControl(c) && (lines == Lines::kOne || (c != '\t' && c != '\n' && c != '\r')))
      return Fail(ErrorCode::kBadRequest, place + " holds a control character");
  out.assign(text);
  return {};
}

base::Result<void> ReadTexts(JsonReader& reader, const std::string& place, size_t count_max, size_t bytes_max,
                             std::vector<std::string>& out) {
  if (!reader.EnterArray()) return Mistyped(reader, place, "an array");
  while (reader.NextElement()) {
    if (out.size() == count_max)
      return Fail(ErrorCode::kTooManyItems, place + " has at most " + std::to_string(count_max) + " items");
    std::string at = place + "[" + std::to_string(out.size()) + "]";
    TRY(ReadText(reader, at, bytes_max, Lines::kOne, out.emplace_back()));
  }
  if (reader.error()) return *reader.error();
  return {};
}

base::Result<void> ReadKind(JsonReader& reader, const std::string& place, std::optional<indicator::Kind>& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, place, "a string");
  if (name == "auto") return {};
  out = indicator::KindNamed(name);
  if (out) return {};
  return Fail(ErrorCode::kUnknownKind,
              place + " must be one of auto, phone, url, line, tiktok, facebook, account, promptpay, sms_sender");
}

base::Result<void> ReadIndicator(JsonReader& reader, std::string place, ingest::RawIndicator& out) {
  static constexpr std::string_view kNames[] = {"kind", "value"};
  ObjectReader object(reader, place + ".", kNames);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) break;
    if (which == 0)
      TRY(ReadKind(reader, object.Place(0), out.kind));
    else
      TRY(ReadText(reader, object.Place(1), ingest::kReportValueBytesMax, Lines::kMany, out.value));
  }
  if (!object.Seen(1)) return Fail(ErrorCode::kMissingMember, object.Place(1) + " is missing");
  return {};
}

base::Result<void> ReadIndicators(JsonReader& reader, std::vector<ingest::RawIndicator>& out) {
  if (!reader.EnterArray()) return Mistyped(reader, "indicators", "an array");
  while (reader.NextElement()) {
    if (out.size() == event::kReportIndicatorsMax) return Fail(ErrorCode::kTooManyItems, "indicators has at most 100 items");
    std::string place = "indicators[" + std::to_string(out.size()) + "]";
    TRY(ReadIndicator(reader, std::move(place), out.emplace_back()));
  }
  if (reader.error()) return *reader.error();
  return {};
}

struct PersonMember {
  size_t bytes_max;
  std::string* out;
};

base::Result<void> ReadPerson(JsonReader& reader, std::string place, std::span<const std::string_view> names,
                              std::span<const PersonMember> members) {
  ObjectReader object(reader, std::move(place), names);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) return {};
    TRY(ReadText(reader, object.Place(which), members[which].bytes_max, Lines::kOne, *members[which].out));
  }
}

base::Result<void> ReadContact(JsonReader& reader, ingest::RawContact& out) {
  static constexpr std::string_view kNames[] = {"name", "phone", "email", "line", "other"};
  const PersonMember members[] = {{ingest::kPersonNameBytesMax, &out.name},
                                  {ingest::kPersonPhoneBytesMax, &out.phone},
                                  {ingest::kPersonEmailBytesMax, &out.email},
                                  {ingest::kPersonLineBytesMax, &out.line},
                                  {ingest::kPersonOtherBytesMax, &out.other}};
  return ReadPerson(reader, "contact.", kNames, members);
}

base::Result<void> ReadReporter(JsonReader& reader, ingest::RawReporter& out) {
  static constexpr std::string_view kNames[] = {"name", "phone", "national_id"};
  const PersonMember members[] = {{ingest::kPersonNameBytesMax, &out.name},
                                  {ingest::kPersonPhoneBytesMax, &out.phone},
                                  {ingest::kNationalIdBytesMax, &out.national_id}};
  return ReadPerson(reader, "reporter.", kNames, members);
}

base::Result<void> ReadChannel(JsonReader& reader, RawReport& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, "source", "a string");
  const auto channel = event::ChannelNamed(name);
  if (!channel) return Fail(ErrorCode::kBadRequest, "source must be one of tip, online, hotline, station, patrol");
  out.channel = *channel;
  return {};
}

base::Result<void> ReadTime(JsonReader& reader, int64_t now_s, RawReport& out) {
  std::string_view text;
  if (!reader.String(text)) return Mistyped(reader, "occurred_at", "a string");
  const auto ms = base::ParseTimeMs(text);
  if (ms.has_error() || *ms < 1000)
    return Fail(ErrorCode::kBadRequest, "occurred_at must be a time like 2026-11-20T10:00:00+07:00");
  out.occurred_s = *ms / 1000;
  if (const auto why = ingest::WhyNotOccurred(out.occurred_s, now_s))
    return Fail(ErrorCode::kBadRequest, "occurred_at " + std::string(*why));
  return {};
}

base::Result<void> ReadCategory(JsonReader& reader, RawReport& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, "category", "a string");
  const auto category = wire::CategoryNamed(name);
  if (!category || *category == wire::Category::kNone)
    return Fail(
        ErrorCode::kBadRequest,
        "category must be one of scam, gambling, e_cigarette, obscene, weapons, drugs, false_information, royal_institution, "
        "intellectual_property, other_illegal");
  out.category = *category;
  return {};
}

base::Result<void> CheckAttachments(const RawReport& report) {
  for (size_t i = 0; i < report.attachments.size(); ++i) {
    const std::string& id = report.attachments[i];
    const std::string place = "attachments[" + std::to_string(i) + "]";
    if (id.size() != 32 || id.find_first_not_of("0123456789abcdef") != std::string::npos)
      return Fail(ErrorCode::kBadRequest, place + " must be 32 hexadecimal digits, as POST /v1/attachments gave them");
    if (std::find(report.attachments.begin(), report.attachments.begin() + static_cast<long>(i), id) !=
        report.attachments.begin() + static_cast<long>(i))
      return Fail(ErrorCode::kBadRequest, place + " stands twice");
  }
  return {};
}

enum Member : size_t {
  kSource,
  kOccurredAt,
  kCategory,
  kCaseType,
  kIndicators,
  kText,
  kRedirects,
  kNote,
  kContact,
  kReporter,
  kAttachments,
  kExternalId
};
constexpr std::string_view kMembers[] = {"source",    "occurred_at", "category", "case_type", "indicators",  "text",
                                         "redirects", "note",        "contact",  "reporter",  "attachments", "external_id"};

base::Result<void> ReadMember(size_t which, JsonReader& reader, int64_t now_s, RawReport& out) {
  switch (static_cast<Member>(which)) {
    case kSource:
      return ReadChannel(reader, out);
    case kOccurredAt:
      return ReadTime(reader, now_s, out);
    case kCategory:
      return ReadCategory(reader, out);
    case kCaseType:
      return ReadText(reader, "case_type", ingest::kCaseTypeBytesMax, Lines::kOne, out.case_type);
    case kIndicators:
      return ReadIndicators(reader, out.indicators);
    case kText:
      return ReadText(reader, "text", ingest::kReportTextBytesMax, Lines::kMany, out.text);
    case kRedirects:
      return ReadTexts(reader, "redirects", ingest::kReportRedirectsMax, ingest::kReportValueBytesMax, out.redirects);
    case kNote:
      return ReadText(reader, "note", ingest::kReportNoteBytesMax, Lines::kMany, out.note);
    case kContact:
      return ReadContact(reader, out.contact);
    case kReporter:
      return ReadReporter(reader, out.reporter.emplace());
    case kAttachments:
      return ReadTexts(reader, "attachments", event::kReportAttachmentsMax, 64, out.attachments);
    case kExternalId:
      return ReadText(reader, "external_id", ingest::kExternalIdBytesMax, Lines::kOne, out.external_id);
  }
  return {};
}

}  // namespace

base::Result<void> DecodeReportBody(std::string_view json, int64_t now_s, std::optional<event::Channel> channel, RawReport& out) {
  out = RawReport();
  out.channel = channel.value_or(event::Channel::kTip);
  std::string scratch;
  JsonReader reader(json, scratch);
  ObjectReader object(reader, "", kMembers);
  TRY(object.Enter());
  size_t which = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, object.Next(which));
    if (!more) break;
    TRY(ReadMember(which, reader, now_s, out));
  }
  if (!reader.AtEnd()) return *reader.error();
  if (!channel && !object.Seen(kSource)) return Fail(ErrorCode::kMissingMember, "source is missing");
  return CheckAttachments(out);
}

}  // namespace cybercheck::server
