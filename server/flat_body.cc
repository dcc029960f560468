// SPDX-License-Identifier: Apache-2.0
#include "server/flat_body.h"

#include <algorithm>

#include "base/json_reader.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kElementBytesMax = 512;

base::Error Explain(const base::JsonReader& reader, std::string_view member, std::string_view type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, std::string(member) + " must be " + std::string(type));
}

base::Error TooLong(std::string_view member, size_t bytes_max) {
  return Fail(ErrorCode::kValueTooLong, std::string(member) + " has at most " + std::to_string(bytes_max) + " bytes");
}

base::Result<void> ReadTexts(const FlatMember& member, base::JsonReader& reader, std::vector<std::string>& out) {
  if (!reader.EnterArray()) return Explain(reader, member.name, "a list of strings");
  while (reader.NextElement()) {
    if (out.size() == member.max)
      return Fail(ErrorCode::kTooManyItems,
                  std::string(member.name) + " has at most " + std::to_string(member.max) + " elements");
    const std::string place = std::string(member.name) + "[" + std::to_string(out.size()) + "]";
    std::string_view text;
    if (!reader.String(text)) return Explain(reader, place, "a string");
    if (text.size() > kElementBytesMax) return TooLong(place, kElementBytesMax);
    out.emplace_back(text);
  }
  if (reader.error()) return *reader.error();
  return {};
}

base::Result<void> ReadMember(const FlatMember& member, base::JsonReader& reader) {
  if (const auto* text = std::get_if<std::string*>(&member.out)) {
    std::string_view value;
    if (!reader.String(value)) return Explain(reader, member.name, "a string");
    if (value.size() > member.max) return TooLong(member.name, member.max);
    **text = value;
    return {};
  }
  if (const auto* number = std::get_if<std::optional<int64_t>*>(&member.out)) {
    int64_t value = 0;
    if (!reader.Integer(value)) return Explain(reader, member.name, "an integer");
    **number = value;
    return {};
  }
  if (const auto* truth = std::get_if<std::optional<bool>*>(&member.out)) {
    bool value = false;
    if (!reader.Boolean(value)) return Explain(reader, member.name, "true or false");
    **truth = value;
    return {};
  }
  return ReadTexts(member, reader, **std::get_if<std::vector<std::string>*>(&member.out));
}

}  // namespace

base::Result<void> ReadFlatBody(std::string_view json, std::initializer_list<FlatMember> members) {
  std::string scratch;
  base::JsonReader reader(json, scratch);
  if (!reader.EnterObject()) return Explain(reader, "the body", "an object");
  uint64_t seen = 0;
  std::string_view name;
  while (reader.NextMember(name)) {
    const auto* const member =
        std::find_if(members.begin(), members.end(), [&](const FlatMember& one) { return one.name == name; });
    if (member == members.end())
      return Fail(ErrorCode::kUnknownMember, std::string(name.substr(0, 64)) + " is not a member of this request");
    const uint64_t bit = uint64_t{1} << (member - members.begin());
    if ((seen & bit) != 0) return Fail(ErrorCode::kBadRequest, std::string(member->name) + " stands twice");
    seen |= bit;
    TRY(ReadMember(*member, reader));
  }
  if (!reader.AtEnd()) return *reader.error();
  for (const FlatMember& member : members)
    if (member.needed && (seen >> (&member - members.begin()) & 1) == 0)
      return Fail(ErrorCode::kMissingMember, std::string(member.name) + " is needed");
  return {};
}

base::Result<std::string> ReadName(std::string_view member, std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }))
    return Fail(ErrorCode::kBadRequest, std::string(member) + " holds a control character");
  const size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return std::string();
  return std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

}  // namespace cybercheck::server
