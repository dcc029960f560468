// SPDX-License-Identifier: Apache-2.0
#include "event/body_members.h"

#include <algorithm>
#include <optional>

#include "base/base64.h"

namespace cybercheck::event {

namespace json = boost::json;

base::Result<json::value> ParseBody(std::string_view body, std::string_view type, size_t depth_max, json::storage_ptr memory) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = depth_max;
  json::value root = json::parse(json::string_view(body.data(), body.size()), error, memory, options);
  if (error || !root.is_object()) return base::Fail(base::ErrorCode::kDamaged, std::string(type) + ": not a JSON object");
  return root;
}

base::Result<BodyMembers> BodyMembers::Of(const json::value& value, std::string where) {
  if (!value.is_object()) return base::Fail(base::ErrorCode::kDamaged, where + ": not an object");
  return BodyMembers(value.get_object(), std::move(where));
}

base::Error BodyMembers::Wrong(std::string_view member) const {
  return base::Fail(base::ErrorCode::kDamaged,
                    where_ + ": member '" + std::string(member) + "' is unknown, missing or of the wrong type");
}

base::Result<void> BodyMembers::AllKnown(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : object_) {
    const std::string_view member(name.data(), name.size());
    if (member != "salt" && member != "request" && std::find(names.begin(), names.end(), member) == names.end())
      return Wrong(member);
  }
  return {};
}

base::Result<void> BodyMembers::Text(std::string_view member, size_t bytes_max, std::string& out, bool needed) const {
  const json::value* value = object_.if_contains(member);
  if (value == nullptr && !needed) return {};
  if (value == nullptr || !value->is_string() || value->get_string().size() > bytes_max ||
      (needed && value->get_string().empty()))
    return Wrong(member);
  out = value->get_string();
  return {};
}

base::Result<void> BodyMembers::Boolean(std::string_view member, bool& out) const {
  const json::value* value = object_.if_contains(member);
  if (value == nullptr) return {};
  if (!value->is_bool()) return Wrong(member);
  out = value->get_bool();
  return {};
}

base::Result<const json::array*> BodyMembers::Array(std::string_view member, size_t count_max) const {
  const json::value* value = object_.if_contains(member);
  if (value == nullptr || !value->is_array() || value->get_array().size() > count_max) return Wrong(member);
  return &value->get_array();
}

base::Result<void> BodyMembers::Texts(std::string_view member, size_t count_max, size_t bytes_max,
                                      std::vector<std::string>& out) const {
  if (!object_.contains(member)) return {};
  ASSIGN_OR_RETURN(const json::array* array, Array(member, count_max));
  for (const json::value& value : *array) {
    if (!value.is_string() || value.get_string().size() > bytes_max) return Wrong(member);
    out.emplace_back(value.get_string());
  }
  return {};
}

base::Result<void> BodyMembers::Key(std::string_view member, indicator::Key& out, bool needed) const {
  const json::value* value = object_.if_contains(member);
  if (value == nullptr && !needed) return {};
  if (value == nullptr || !value->is_string()) return Wrong(member);
  auto key = indicator::ParseKey(value->get_string());
  if (!key) return Wrong(member);
  out = std::move(*key);
  return {};
}

base::Result<void> BodyMembers::SealedText(std::string_view member, std::optional<Sealed>& out) const {
  const json::value* value = object_.if_contains(member);
  if (value == nullptr) return {};
  ASSIGN_OR_RETURN(const BodyMembers members, Of(*value, where_ + "." + std::string(member)));
  Sealed sealed;
  std::string box;
  TRY(members.AllKnown({"subject", "box"}));
  TRY(members.Integer("subject", 1, INT64_MAX, sealed.subject, true));
  TRY(members.Text("box", kSealedBytesMax * 2, box, true));
  auto bytes = base::Base64Decode(box);
  if (!bytes) return members.Wrong("box");
  sealed.box = std::move(*bytes);
  out = std::move(sealed);
  return {};
}

std::string Quoted(std::string_view text) { return json::serialize(json::string_view(text.data(), text.size())); }

void AppendText(std::string_view member, std::string_view text, std::string& out) {
  if (text.empty()) return;
  out.append(",\"").append(member).append("\":").append(Quoted(text));
}

void AppendNumber(std::string_view member, int64_t number, std::string& out) {
  if (number == 0) return;
  out.append(",\"").append(member).append("\":").append(std::to_string(number));
}

void AppendSealed(std::string_view member, const std::optional<Sealed>& sealed, std::string& out) {
  if (!sealed) return;
  out.append(",\"").append(member).append("\":{\"subject\":").append(std::to_string(sealed->subject)).append(",\"box\":\"");
  out.append(base::Base64Encode(sealed->box)).append("\"}");
}

}  // namespace cybercheck::event
