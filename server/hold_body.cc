// SPDX-License-Identifier: Apache-2.0
#include "server/hold_body.h"

#include <algorithm>
#include <initializer_list>
#include <variant>

#include "base/json_reader.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

struct Member {
  std::string_view name;
  std::variant<std::string*, std::optional<int64_t>*, std::vector<OnwardBody>*> out;
  size_t bytes_max = 0;  // of a text
  bool needed = false;
};

base::Error Explain(const base::JsonReader& reader, const std::string& place, std::string_view type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, place + " must be " + std::string(type));
}

base::Result<void> ReadOnward(base::JsonReader& reader, std::vector<OnwardBody>& out);

base::Result<void> ReadMember(base::JsonReader& reader, const Member& member, const std::string& place) {
  if (auto* const* text = std::get_if<std::string*>(&member.out)) {
    std::string_view value;
    if (!reader.String(value)) return Explain(reader, place, "a string");
    if (value.size() > member.bytes_max)
      return Fail(ErrorCode::kValueTooLong, place + " has at most " + std::to_string(member.bytes_max) + " bytes");
    **text = value;
    return {};
  }
  if (auto* const* number = std::get_if<std::optional<int64_t>*>(&member.out)) {
    int64_t value = 0;
    if (!reader.Integer(value)) return Explain(reader, place, "an integer");
    if (value < 0 || value > event::kSatangMax)
      return Fail(ErrorCode::kBadRequest, place + " must be 0 to " + std::to_string(event::kSatangMax));
    **number = value;
    return {};
  }
  return ReadOnward(reader, **std::get_if<std::vector<OnwardBody>*>(&member.out));
}

// `where` begins the names of the members: "onward[2]."
base::Result<void> ReadObject(base::JsonReader& reader, const std::string& where, std::initializer_list<Member> members) {
  if (!reader.EnterObject()) return Explain(reader, where.empty() ? "the body" : where, "an object");
  uint64_t seen = 0;
  std::string_view name;
  while (reader.NextMember(name)) {
    const auto* const member = std::ranges::find(members, name, &Member::name);
    if (member == members.end())
      return Fail(ErrorCode::kUnknownMember, where + std::string(name.substr(0, 64)) + " is not a member of this request");
    const uint64_t bit = uint64_t{1} << (member - members.begin());
    const std::string place = where + std::string(member->name);
    if ((seen & bit) != 0) return Fail(ErrorCode::kBadRequest, place + " stands twice");
    seen |= bit;
    TRY(ReadMember(reader, *member, place));
  }
  if (reader.error()) return *reader.error();
  for (const Member& member : members)
    if (member.needed && (seen >> (&member - members.begin()) & 1) == 0)
      return Fail(ErrorCode::kMissingMember, where + std::string(member.name) + " is missing");
  return {};
}

base::Result<void> ReadOnward(base::JsonReader& reader, std::vector<OnwardBody>& out) {
  if (!reader.EnterArray()) return Explain(reader, "onward", "an array");
  while (reader.NextElement()) {
    if (out.size() == event::kOnwardMax)
      return Fail(ErrorCode::kTooManyItems, "onward has at most " + std::to_string(event::kOnwardMax) + " items");
    const std::string where = "onward[" + std::to_string(out.size()) + "].";
    OnwardBody& one = out.emplace_back();
    TRY(ReadObject(reader, where,
                   {{"bank", &one.to.bank, 3},
                    {"account", &one.to.account, kMoneyPlaceBytesMax},
                    {"promptpay", &one.to.promptpay, kMoneyPlaceBytesMax},
                    {"kind", &one.to.kind, 16},
                    {"name", &one.to.name, kMoneyPlaceBytesMax},
                    {"amount_satang", &one.amount_satang, 0, true},
                    {"at", &one.at, 40},
                    {"reference", &one.reference, event::kTransferReferenceBytesMax}}));
  }
  if (reader.error()) return *reader.error();
  return {};
}

}  // namespace

base::Result<HoldAnswerBody> ReadHoldAnswer(std::string_view json) {
  std::string scratch;
  base::JsonReader reader(json, scratch);
  HoldAnswerBody body;
  TRY(ReadObject(reader, "",
                 {{"outcome", &body.outcome, 16, true},
                  {"held_satang", &body.held_satang},
                  {"at", &body.at, 40},
                  {"onward", &body.onward}}));
  if (!reader.AtEnd()) return *reader.error();
  return body;
}

}  // namespace cybercheck::server
