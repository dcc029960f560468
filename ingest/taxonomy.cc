// SPDX-License-Identifier: Apache-2.0
#include "ingest/taxonomy.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/check.h"
#include "cases/age_bands.h"
#include "ingest/provinces.h"
#include "ingest/shipped.h"
#include "ingest/taxonomy_file.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
using cases::CodeList;

constexpr std::string_view kEarlier = "earlier_case_types";

std::string Folded(std::string_view text) {
  std::string out = FoldWritten(text);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.substr(std::min(out.find_first_not_of(' '), out.size()));
}

base::Error Wrong() { return base::Fail(base::ErrorCode::kBadConfig, "the taxonomy in force is not one"); }

std::string TextOf(const json::object& row, std::string_view member) {
  const json::value* text = row.if_contains({member.data(), member.size()});
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

// Every row of a list with its code; rows without one are wrong.
base::Result<void> ForEachRow(const json::object& root, std::string_view list, auto do_row) {
  const json::value* rows = root.if_contains({list.data(), list.size()});
  if (rows == nullptr || !rows->is_array()) return Wrong();
  for (const json::value& row : rows->get_array()) {
    const json::value* code = row.is_object() ? row.get_object().if_contains("code") : nullptr;
    if (code == nullptr || !code->is_string()) return Wrong();
    do_row(std::string(code->get_string()), row.get_object());
  }
  return {};
}

// Every row of the array `member` by its code and names.
base::Result<void> Read(const json::object& root, std::string_view member, std::map<std::string, std::string, std::less<>>& out) {
  return ForEachRow(root, member, [&out](const std::string& code, const json::object& row) {
    out.emplace(Folded(code), code);
    for (const char* language : {"en", "th"})
      if (const std::string text = TextOf(row, language); !text.empty()) out.emplace(Folded(text), code);
    if (const json::value* number = row.if_contains("number"); number != nullptr && number->is_int64())
      out.emplace(std::to_string(number->get_int64()), code);
  });
}

const json::object& ShippedLists() {
  static const json::object lists = [] {
    const auto parsed = ParseTaxonomy("taxonomy.toml", ShippedTaxonomy());
    CHECK(parsed.has_value());
    return json::parse(*parsed).get_object();
  }();
  return lists;
}

json::array BandsOf(std::string_view scheme) {
  const cases::AgeBands bands = *cases::AgeBands::Named(scheme);
  json::array out;
  for (size_t i = 0; i < bands.count(); ++i) {
    const cases::CodeName name = cases::NameOfBand(bands, i);
    json::object band{{"code", bands.NameOf(i)}, {"en", name.en}, {"th", name.th}};
    // The years that fall into it: both bounds by asking, so that there is one place that says so.
    for (unsigned age = 0; i + 1 < bands.count() && age < 255; ++age) {
      if (bands.Of(static_cast<uint8_t>(age)) != i) continue;
      band.emplace("from", age);
      while (age + 1 < 255 && bands.Of(static_cast<uint8_t>(age + 1)) == i) ++age;
      band.emplace("to", i + 2 == bands.count() ? json::value() : json::value(age));
      break;
    }
    out.push_back(std::move(band));
  }
  return out;
}

}  // namespace

base::Result<Taxonomy> Taxonomy::Make(std::string_view text) {
  boost::system::error_code broken;
  json::value value = json::parse({text.data(), text.size()}, broken);
  if (broken || !value.is_object()) return Wrong();
  json::object& root = value.get_object();
  for (const auto& list : ShippedLists())
    if (list.key() != "version" && !root.contains(list.key())) root.emplace(list.key(), list.value());

  Taxonomy out;
  if (const json::value* version = root.if_contains("version"); version != nullptr && version->is_int64())
    out.version_ = version->get_int64();
  TRY(Read(root, "case_types", out.case_types_));
  TRY(Read(root, "categories", out.categories_));
  for (size_t i = 0; i < cases::kCodeListCount; ++i) {
    const auto list = static_cast<CodeList>(i);
    if (!root.contains(cases::Name(list))) continue;
    TRY(ForEachRow(root, cases::Name(list), [&](const std::string& code, const json::object& row) {
      out.names_.Set(list, code, {TextOf(row, "en"), TextOf(row, "th")});
    }));
  }
  TRY(ForEachRow(root, kEarlier, [&out](const std::string& code, const json::object& row) {
    std::vector<std::string> to;
    if (const json::value* codes = row.if_contains("to"); codes != nullptr && codes->is_array())
      for (const json::value& one : codes->get_array())
        if (one.is_string()) to.emplace_back(one.get_string());
    for (const std::string& name : {code, TextOf(row, "en"), TextOf(row, "th")})
      if (!name.empty()) out.became_.emplace(Folded(name), to);
  }));

  json::array provinces;
  for (uint8_t code = 10; code < 100; ++code) {
    const cases::CodeName* name = NameOfProvince(code);
    if (name == nullptr) continue;
    out.names_.Set(CodeList::kProvince, std::to_string(code), *name);
    provinces.push_back(json::object{{"code", std::to_string(code)}, {"en", name->en}, {"th", name->th}});
  }
  root["provinces"] = std::move(provinces);
  if (json::value* schemes = root.if_contains("age_schemes"); schemes != nullptr && schemes->is_array())
    for (json::value& scheme : schemes->get_array())
      if (cases::AgeBands::Named(TextOf(scheme.get_object(), "code")))
        scheme.get_object()["bands"] = BandsOf(TextOf(scheme.get_object(), "code"));
  out.document_ = json::serialize(root);
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

const std::vector<std::string>& Taxonomy::BecameOf(std::string_view earlier) const {
  static const std::vector<std::string> none;
  const auto at = became_.find(Folded(earlier));
  return at == became_.end() ? none : at->second;
}

}  // namespace cybercheck::ingest
