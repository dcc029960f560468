// SPDX-License-Identifier: Apache-2.0
#include "ingest/taxonomy.h"

#include <algorithm>
#include <boost/json.hpp>

#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;

std::string Folded(std::string_view text) {
  std::string out = FoldWritten(text);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.substr(std::min(out.find_first_not_of(' '), out.size()));
}

base::Error Wrong() { return base::Fail(base::ErrorCode::kBadConfig, "the taxonomy in force is not one"); }

// Every row of the array `member` by its code and names.
base::Result<void> Read(const json::object& root, std::string_view member, std::map<std::string, std::string, std::less<>>& out) {
  const json::value* rows = root.if_contains(member);
  if (rows == nullptr || !rows->is_array()) return Wrong();
  for (const json::value& row : rows->get_array()) {
    const json::value* code = row.is_object() ? row.get_object().if_contains("code") : nullptr;
    if (code == nullptr || !code->is_string()) return Wrong();
    const std::string name(code->get_string());
    out.emplace(Folded(name), name);
    for (const char* language : {"en", "th"})
      if (const json::value* text = row.get_object().if_contains(language); text != nullptr && text->is_string())
        out.emplace(Folded(std::string_view(text->get_string())), name);
    if (const json::value* number = row.get_object().if_contains("number"); number != nullptr && number->is_int64())
      out.emplace(std::to_string(number->get_int64()), name);
  }
  return {};
}

}  // namespace

base::Result<Taxonomy> Taxonomy::Make(std::string_view text) {
  boost::system::error_code broken;
  const json::value value = json::parse({text.data(), text.size()}, broken);
  if (broken || !value.is_object()) return Wrong();
  Taxonomy out;
  TRY(Read(value.get_object(), "case_types", out.case_types_));
  TRY(Read(value.get_object(), "categories", out.categories_));
  return out;
}

bool Taxonomy::HasCaseType(std::string_view code) const {
  const auto at = case_types_.find(code);
  return at != case_types_.end() && at->second == code;
}

std::string_view Taxonomy::FindCaseType(std::string_view text) const {
  const auto at = case_types_.find(Folded(text));
  return at == case_types_.end() ? std::string_view() : std::string_view(at->second);
}

std::optional<wire::Category> Taxonomy::FindCategory(std::string_view text) const {
  const auto at = categories_.find(Folded(text));
  if (at == categories_.end()) return std::nullopt;
  return wire::CategoryNamed(at->second);
}

}  // namespace cybercheck::ingest
