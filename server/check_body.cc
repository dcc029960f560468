// SPDX-License-Identifier: Apache-2.0
#include "server/check_body.h"

#include <algorithm>

#include "base/json_reader.h"
#include "base/timestamp.h"
#include "base/utf8.h"

namespace cybercheck::server {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;

constexpr long kNoIndex = -1;

// "items[3].value", "context".
std::string Place(long index, std::string_view member) {
  std::string place = index == kNoIndex ? std::string() : "items[" + std::to_string(index) + "]";
  if (!place.empty() && !member.empty()) place += ".";
  return place.append(member);
}

// The reader's error, or "PLACE must be TYPE" when that was the trouble.
Error Explain(const base::JsonReader& reader, long index, std::string_view member, std::string_view type) {
  if (!reader.wrong_type()) return *reader.error();
  std::string place = Place(index, member);
  if (place.empty()) place = "the body";
  return Fail(ErrorCode::kBadRequest, place.append(" must be ").append(type));
}

Error Unknown(long index, std::string_view member) {
  // A name may be long; it is told as far as it helps.
  return Fail(ErrorCode::kUnknownMember, Place(index, member.substr(0, 64)) + " is not a member of this request");
}

Error Twice(long index, std::string_view member) { return Fail(ErrorCode::kBadRequest, Place(index, member) + " stands twice"); }

// Marks `bit` as seen; false when it already was.
bool Once(unsigned& seen, unsigned bit) {
  if ((seen & bit) != 0) return false;
  seen |= bit;
  return true;
}

base::Result<void> SetKind(std::string_view name, CheckItem& item) {
  if (name == "auto") return {};
  item.kind = indicator::KindNamed(name);
  item.kind_known = item.kind.has_value();
  return {};
}

base::Result<void> SetContext(std::string_view name, CheckBody& out) {
  const auto context = wire::ContextNamed(name);
  if (!context) return Fail(ErrorCode::kBadRequest, "context must be one of incoming_call, sms, transfer, visit");
  out.context = *context;
  return {};
}

base::Result<void> AddText(std::string_view language, wire::Texts& texts) {
  bool* wanted = language == "th" ? &texts.th : language == "en" ? &texts.en : nullptr;
  if (wanted == nullptr) return Fail(ErrorCode::kBadRequest, "texts must name th or en");
  *wanted = true;
  return {};
}

base::Result<void> ReadTexts(base::JsonReader& reader, CheckBody& out) {
  out.texts.emplace();
  if (!reader.EnterArray()) return Explain(reader, kNoIndex, "texts", "an array");
  size_t count = 0;
  while (reader.NextElement()) {
    std::string_view language;
    if (!reader.String(language)) return Explain(reader, kNoIndex, "texts", "an array of strings");
    if (++count > 2) return Fail(ErrorCode::kTooManyItems, "texts has at most 2 items");
    TRY(AddText(language, *out.texts));
  }
  if (reader.error()) return *reader.error();
  return {};
}

base::Result<void> ReadItem(base::JsonReader& reader, long index, CheckItem& item) {
  if (!reader.EnterObject()) return Explain(reader, index, "", "an object");
  std::string_view name, text;
  unsigned seen = 0;
  while (reader.NextMember(name)) {
    if (name == "value") {
      if (!Once(seen, 1)) return Twice(index, name);
      if (!reader.String(item.value)) return Explain(reader, index, "value", "a string");
    } else if (name == "kind") {
      if (!Once(seen, 2)) return Twice(index, name);
      if (!reader.String(text)) return Explain(reader, index, "kind", "a string");
      TRY(SetKind(text, item));
    } else {
      return Unknown(index, name);
    }
  }
  if (reader.error()) return *reader.error();
  if ((seen & 1) == 0) return Fail(ErrorCode::kMissingMember, Place(index, "value") + " is missing");
  return {};
}

base::Result<void> ReadItems(base::JsonReader& reader, CheckBody& out) {
  if (!reader.EnterArray()) return Explain(reader, kNoIndex, "items", "an array");
  while (reader.NextElement()) {
    if (out.items.size() == kCheckItemsMax) return Fail(ErrorCode::kTooManyItems, "items has at most 1000 items");
    const auto index = static_cast<long>(out.items.size());
    TRY(ReadItem(reader, index, out.items.emplace_back()));
  }
  if (reader.error()) return *reader.error();
  return {};
}

// Members that check and scan share; false: `name` is none of them.
base::Result<bool> ReadShared(base::JsonReader& reader, std::string_view name, unsigned& seen, CheckBody& out) {
  if (name == "texts") {
    if (!Once(seen, 1)) return Twice(kNoIndex, name);
    TRY(ReadTexts(reader, out));
    return true;
  }
  if (name == "context") {
    if (!Once(seen, 2)) return Twice(kNoIndex, name);
    std::string_view text;
    if (!reader.String(text)) return Explain(reader, kNoIndex, "context", "a string");
    TRY(SetContext(text, out));
    return true;
  }
  return false;
}

int HexValue(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

// The framing policy has checked that two hexadecimal digits follow every %.
std::string_view PercentDecode(std::string_view text, std::string& scratch) {
  if (text.find('%') == std::string_view::npos) return text;
  const size_t begin = scratch.size();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      scratch += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      scratch += text[i];
    }
  }
  return std::string_view(scratch).substr(begin);
}

base::Result<void> SetQueryTexts(std::string_view list, CheckBody& out) {
  out.texts.emplace();
  if (list == "none") return {};
  while (true) {
    const size_t comma = std::min(list.find(','), list.size());
    TRY(AddText(list.substr(0, comma), *out.texts));
    if (comma == list.size()) return {};
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

bool IsPersonal(indicator::Kind kind) noexcept {
  using enum indicator::Kind;
  return kind == kPhone || kind == kAccount || kind == kPromptpay;
}

void CheckBody::Clear() noexcept {
  items.clear();
  context = wire::Context::kNone;
  texts.reset();
  as_of_s = 0;
  text = {};
}

base::Result<void> DecodeCheckBody(std::string_view json, bool as_of_allowed, CheckBody& out) {
  out.Clear();
  base::JsonReader reader(json, out.scratch);
  if (!reader.EnterObject()) return Explain(reader, kNoIndex, "", "an object");
  std::string_view name, text;
  unsigned seen = 0;
  while (reader.NextMember(name)) {
    ASSIGN_OR_RETURN(const bool shared, ReadShared(reader, name, seen, out));
    if (shared) continue;
    if (name == "items") {
      if (!Once(seen, 4)) return Twice(kNoIndex, name);
      TRY(ReadItems(reader, out));
    } else if (as_of_allowed && name == "as_of") {
      if (!Once(seen, 8)) return Twice(kNoIndex, name);
      if (!reader.String(text)) return Explain(reader, kNoIndex, "as_of", "a string");
      ASSIGN_OR_RETURN(const int64_t as_of_ms, base::ParseTimeMs(text));
      out.as_of_s = as_of_ms / 1000;
    } else {
      return Unknown(kNoIndex, name);
    }
  }
  if (!reader.AtEnd()) return *reader.error();
  if ((seen & 4) == 0) return Fail(ErrorCode::kMissingMember, "items is missing");
  return {};
}

base::Result<void> DecodeCheckQuery(std::string_view query, CheckBody& out) {
  out.Clear();
  out.scratch.clear();
  out.scratch.reserve(query.size());
  CheckItem& item = out.items.emplace_back();
  unsigned seen = 0;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return Fail(ErrorCode::kBadRequest, "the query must be NAME=VALUE&…");
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = PercentDecode(pair.substr(equals + 1), out.scratch);
    const unsigned bit = name == "value" ? 1 : name == "kind" ? 2 : name == "texts" ? 4 : name == "context" ? 8 : 0;
    if (bit == 0) return Unknown(kNoIndex, name);
    if (!Once(seen, bit)) return Twice(kNoIndex, name);
    switch (bit) {
      case 1:
        item.value = value;
        break;
      case 2:
        TRY(SetKind(value, item));
        if (!item.kind_known) return Fail(ErrorCode::kUnknownKind, "kind names no kind of indicator");
        break;
      case 4:
        TRY(SetQueryTexts(value, out));
        break;
      default:
        TRY(SetContext(value, out));
        break;
    }
  }
  if ((seen & 1) == 0) return Fail(ErrorCode::kMissingMember, "value is missing");
  return {};
}

base::Result<void> DecodeScanBody(std::string_view json, CheckBody& out) {
  out.Clear();
  base::JsonReader reader(json, out.scratch);
  if (!reader.EnterObject()) return Explain(reader, kNoIndex, "", "an object");
  std::string_view name;
  unsigned seen = 0;
  while (reader.NextMember(name)) {
    ASSIGN_OR_RETURN(const bool shared, ReadShared(reader, name, seen, out));
    if (shared) continue;
    if (name != "text") return Unknown(kNoIndex, name);
    if (!Once(seen, 4)) return Twice(kNoIndex, name);
    if (!reader.String(out.text)) return Explain(reader, kNoIndex, "text", "a string");
  }
  if (!reader.AtEnd()) return *reader.error();
  if ((seen & 4) == 0) return Fail(ErrorCode::kMissingMember, "text is missing");
  return {};
}

}  // namespace cybercheck::server
