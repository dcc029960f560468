// SPDX-License-Identifier: Apache-2.0
#include "server/report_body.h"

#include <algorithm>
#include <span>

#include "server/object_reader.h"
#include "server/told_indicators.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using ingest::RawReport;

struct PersonMember {
  size_t bytes_max;
  std::string* out;
};

base::Result<void> ReadPerson(base::JsonReader& reader, std::string place, std::span<const std::string_view> names,
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

base::Result<void> ReadContact(base::JsonReader& reader, ingest::RawContact& out) {
  static constexpr std::string_view kNames[] = {"name", "phone", "email", "line", "other"};
  const PersonMember members[] = {{ingest::kPersonNameBytesMax, &out.name},
                                  {ingest::kPersonPhoneBytesMax, &out.phone},
                                  {ingest::kPersonEmailBytesMax, &out.email},
                                  {ingest::kPersonLineBytesMax, &out.line},
                                  {ingest::kPersonOtherBytesMax, &out.other}};
  return ReadPerson(reader, "contact.", kNames, members);
}

base::Result<void> ReadReporter(base::JsonReader& reader, ingest::RawReporter& out) {
  static constexpr std::string_view kNames[] = {"name", "phone", "national_id"};
  const PersonMember members[] = {{ingest::kPersonNameBytesMax, &out.name},
                                  {ingest::kPersonPhoneBytesMax, &out.phone},
                                  {ingest::kNationalIdBytesMax, &out.national_id}};
  return ReadPerson(reader, "reporter.", kNames, members);
}

base::Result<void> ReadChannel(base::JsonReader& reader, RawReport& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, "source", "a string");
  const auto channel = event::ChannelNamed(name);
  if (!channel) return Fail(ErrorCode::kBadRequest, "source must be one of tip, online, hotline, station, patrol");
  out.channel = *channel;
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

base::Result<void> ReadMember(size_t which, base::JsonReader& reader, int64_t now_s, RawReport& out) {
  switch (static_cast<Member>(which)) {
    case kSource:
      return ReadChannel(reader, out);
    case kOccurredAt:
      return ReadPastTime(reader, "occurred_at", now_s, out.occurred_s);
    case kCategory:
      return ReadCategory(reader, "category", out.category);
    case kCaseType:
      return ReadText(reader, "case_type", ingest::kCaseTypeBytesMax, Lines::kOne, out.case_type);
    case kIndicators:
      return ReadIndicators(reader, "indicators", out.indicators);
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
  base::JsonReader reader(json, scratch);
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
