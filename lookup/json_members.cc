// SPDX-License-Identifier: Apache-2.0
#include "lookup/json_members.h"

#include <algorithm>

#include "base/utf8.h"

namespace cybercheck::lookup {

namespace json = boost::json;

base::Error Members::Wrong(std::string_view member, std::string_view what) const {
  std::string detail = where_;
  if (!where_.empty()) detail += ", ";
  return base::Fail(code_, detail.append(member).append(": ").append(what));
}

base::Result<void> Members::Only(std::initializer_list<std::string_view> names) const {
  for (const auto& member : object_)
    if (std::find(names.begin(), names.end(), std::string_view(member.key())) == names.end())
      return Wrong(std::string_view(member.key()).substr(0, 64), "no such member");
  return {};
}

base::Result<void> Members::Text(std::string_view member, std::string& out, size_t bytes_max, bool required) const {
  const json::value* value = Find(member);
  if (value == nullptr) {
    if (required) return Wrong(member, "missing");
    return {};
  }
  if (!value->is_string()) return Wrong(member, "must be a text");
  const json::string& text = value->get_string();
  if (text.size() > bytes_max) return Wrong(member, "longer than " + std::to_string(bytes_max) + " bytes");
  if (required && text.empty()) return Wrong(member, "must not be empty");
  if (!base::IsValidUtf8(text)) return Wrong(member, "is not UTF-8");
  out.assign(text.data(), text.size());
  return {};
}

base::Result<void> Members::Integer(std::string_view member, int64_t low, int64_t high, int64_t& out) const {
  const json::value* value = Find(member);
  if (value == nullptr) return {};
  const std::string range = "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  boost::system::error_code error;
  const auto number = value->is_double() ? (error = json::error::not_number, int64_t{}) : value->to_number<int64_t>(error);
  if (error || number < low || number > high) return Wrong(member, range);
  out = number;
  return {};
}

base::Result<void> Members::Rows(std::string_view member, std::vector<uint16_t>& out) const {
  ASSIGN_OR_RETURN(const json::array* rows, Array(member));
  if (rows == nullptr) return {};
  for (const json::value& row : *rows) {
    if (!row.is_int64() || row.get_int64() < 0 || row.get_int64() > UINT16_MAX) return Wrong(member, "must hold row numbers");
    out.push_back(static_cast<uint16_t>(row.get_int64()));
  }
  return {};
}

void AppendRows(std::string_view member, const std::vector<uint16_t>& rows, std::string& out) {
  out.append(",\"").append(member).append("\":[");
  for (const uint16_t row : rows) {
    if (out.back() != '[') out += ',';
    out.append(std::to_string(row));
  }
  out += ']';
}

base::Result<const json::object*> Members::Object(std::string_view member) const {
  const json::value* value = Find(member);
  if (value == nullptr) return static_cast<const json::object*>(nullptr);
  if (!value->is_object()) return Wrong(member, "must be an object");
  return &value->get_object();
}

base::Result<const json::array*> Members::Array(std::string_view member) const {
  const json::value* value = Find(member);
  if (value == nullptr) return static_cast<const json::array*>(nullptr);
  if (!value->is_array()) return Wrong(member, "must be a list");
  return &value->get_array();
}

base::Result<json::value> ParseContent(std::string_view json_text, base::ErrorCode code, std::string_view what) {
  json::parse_options options;
  options.max_depth = 8;
  json::error_code error;
  json::value value;
  try {
    value = json::parse(json::string_view(json_text.data(), json_text.size()), error, {}, options);
  } catch (const std::exception&) {
    return base::Fail(code, std::string(what) + ": too large to be read");
  }
  if (error) return base::Fail(code, std::string(what) + ": not JSON");
  if (!value.is_object()) return base::Fail(code, std::string(what) + ": must be an object");
  return value;
}

}  // namespace cybercheck::lookup
