// SPDX-License-Identifier: Apache-2.0
#include "server/told_indicators.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<void> ReadKind(base::JsonReader& reader, const std::string& place, std::optional<indicator::Kind>& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, place, "a string");
  if (name == "auto") return {};
  out = indicator::KindNamed(name);
  if (out) return {};
  return Fail(ErrorCode::kUnknownKind,
              place + " must be one of auto, phone, url, line, tiktok, facebook, account, promptpay, sms_sender");
}

base::Result<void> ReadIndicator(base::JsonReader& reader, std::string place, ingest::RawIndicator& out) {
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

}  // namespace

base::Result<void> ReadIndicators(base::JsonReader& reader, const std::string& place, std::vector<ingest::RawIndicator>& out) {
  if (!reader.EnterArray()) return Mistyped(reader, place, "an array");
  while (reader.NextElement()) {
    if (out.size() == event::kReportIndicatorsMax) return Fail(ErrorCode::kTooManyItems, place + " has at most 100 items");
    std::string at = place + "[" + std::to_string(out.size()) + "]";
    TRY(ReadIndicator(reader, std::move(at), out.emplace_back()));
  }
  if (reader.error()) return *reader.error();
  return {};
}

base::Result<void> ReadCategory(base::JsonReader& reader, const std::string& place, wire::Category& out) {
  std::string_view name;
  if (!reader.String(name)) return Mistyped(reader, place, "a string");
  const auto category = wire::CategoryNamed(name);
  if (!category || *category == wire::Category::kNone)
    return Fail(ErrorCode::kBadRequest,
                place +
                    " must be one of scam, gambling, e_cigarette, obscene, weapons, drugs, false_information, royal_institution, "
                    "intellectual_property, other_illegal");
  out = *category;
  return {};
}

}  // namespace cybercheck::server
