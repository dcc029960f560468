// SPDX-License-Identifier: Apache-2.0
#include "server/object_reader.h"

#include <algorithm>

#include "base/timestamp.h"
#include "ingest/occurred_time.h"

namespace cybercheck::server {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;

constexpr size_t kShownNameBytes = 64;  // a name may be long; it is told as far as it helps

bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }

}  // namespace

base::Result<void> ObjectReader::Enter() {
  if (reader_.EnterObject()) return {};
  if (!reader_.wrong_type()) return *reader_.error();
  std::string what = place_.empty() ? "the body" : place_.substr(0, place_.size() - 1);
  return Fail(ErrorCode::kBadRequest, what + " must be an object");
}

base::Result<bool> ObjectReader::Next(size_t& which) {
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

Error Mistyped(const base::JsonReader& reader, const std::string& place, const char* type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, place + " must be " + type);
}

base::Result<void> ReadText(base::JsonReader& reader, const std::string& place, size_t bytes_max, Lines lines, std::string& out) {
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

base::Result<void> ReadTexts(base::JsonReader& reader, const std::string& place, size_t count_max, size_t bytes_max,
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

base::Result<void> ReadPastTime(base::JsonReader& reader, const std::string& place, int64_t now_s, int64_t& out) {
  std::string_view text;
  if (!reader.String(text)) return Mistyped(reader, place, "a string");
  const auto ms = base::ParseTimeMs(text);
  if (ms.has_error() || *ms < 1000) return Fail(ErrorCode::kBadRequest, place + " must be a time like 2026-11-20T10:00:00+07:00");
  out = *ms / 1000;
  if (const auto why = ingest::WhyNotOccurred(out, now_s)) return Fail(ErrorCode::kBadRequest, place + " " + std::string(*why));
  return {};
}

base::Result<void> ReadWholeNumber(base::JsonReader& reader, const std::string& place, int64_t low, int64_t high, int64_t& out) {
  if (!reader.Integer(out)) return Mistyped(reader, place, "a whole number");
  if (out < low || out > high)
    return Fail(ErrorCode::kBadRequest,
                place + " must be a whole number of " + std::to_string(low) + " to " + std::to_string(high));
  return {};
}

}  // namespace cybercheck::server
