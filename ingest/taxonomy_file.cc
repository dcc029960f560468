// SPDX-License-Identifier: Apache-2.0
#include "ingest/taxonomy_file.h"

#include <boost/json.hpp>
#include <set>

#include "ingest/toml_content.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
constexpr auto kCode = base::ErrorCode::kBadConfig;
constexpr int64_t kTypeNumberMax = 99;

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= 64 &&
         code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// Reads one list of {code, en, th} (and `number`, where wanted) into `codes`.
base::Result<void> ReadList(const json::object& top, std::string_view list, bool numbered, std::set<std::string>& codes) {
  const json::value* value = top.if_contains({list.data(), list.size()});
  if (value == nullptr || !value->is_array()) return base::Fail(kCode, std::string(list) + ": must be a list of tables");
  std::set<int64_t> numbers;
  size_t index = 0;
  for (const json::value& row : value->get_array()) {
    const auto fail = [&, number = ++index](std::string_view member, std::string_view what) {
      return base::Fail(kCode, "row " + std::to_string(number) + ", " + std::string(member) + ": " + std::string(what));
    };
    if (!row.is_object()) return fail(list, "must be a table");
    for (const auto& member : row.get_object()) {
      const std::string_view name(member.key().data(), member.key().size());
      const bool text = name == "code" || name == "en" || name == "th";
      if (!text && !(numbered && name == "number")) return fail(name, "no such member");
      if (text && (!member.value().is_string() || member.value().get_string().empty())) return fail(name, "must be a text");
    }
    for (const char* name : {"code", "en", "th"})
      if (!row.get_object().contains(name)) return fail(name, "missing");
    const std::string code(row.at("code").get_string());
    if (!IsCode(code)) return fail("code", "has the letters a-z 0-9 _");
    if (!codes.insert(code).second) return fail("code", "stands twice");
    if (!numbered) continue;
    const json::value* number = row.get_object().if_contains("number");
    if (number == nullptr) continue;  // outside_taxonomy has none
    if (!number->is_int64() || number->get_int64() < 1 || number->get_int64() > kTypeNumberMax)
      return fail("number", "must be a whole number from 1 to 99");
    if (!numbers.insert(number->get_int64()).second) return fail("number", "stands twice");
  }
  return {};
}

}  // namespace

base::Result<std::string> ParseTaxonomy(std::string_view file, std::string_view text) {
  ASSIGN_OR_RETURN(const TomlContent content, TomlContent::Parse(file, text, kCode));
  const json::object& top = content.json();
  for (const auto& member : top)
    if (member.key() != "version" && member.key() != "categories" && member.key() != "case_types")
      return content.Locate(base::Fail(kCode, std::string(member.key()) + ": no such member"));
  const json::value* version = top.if_contains("version");
  if (version == nullptr || !version->is_int64() || version->get_int64() < 1)
    return content.Locate(base::Fail(kCode, "version: must be a whole number from 1"));
  std::set<std::string> categories, types;
  if (auto done = ReadList(top, "categories", false, categories); done.has_error())
    return content.Locate(std::move(done).error(), "categories");
  if (auto done = ReadList(top, "case_types", true, types); done.has_error())
    return content.Locate(std::move(done).error(), "case_types");
  for (uint8_t i = 1; i <= static_cast<uint8_t>(wire::Category::kOtherIllegal); ++i) {
    const std::string code(wire::Name(static_cast<wire::Category>(i)));
    if (categories.erase(code) == 0) return content.Locate(base::Fail(kCode, "categories: lacks " + code));
  }
  if (!categories.empty())
    return content.Locate(base::Fail(kCode, "categories: " + *categories.begin() + " is none this version knows"));
  return json::serialize(top);
}

}  // namespace cybercheck::ingest
