// SPDX-License-Identifier: Apache-2.0
#include "ingest/taxonomy_file.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cases/account_colour.h"
#include "cases/code_names.h"
#include "event/case_file.h"
#include "event/case_work.h"
#include "ingest/toml_content.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
using cases::CodeList;
constexpr auto kCode = base::ErrorCode::kBadConfig;
constexpr int64_t kTypeNumberMax = 99;
constexpr std::string_view kCaseTypes = "case_types", kEarlier = "earlier_case_types";

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= 64 &&
         code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// Names of `count` values of an enumeration, from the one numbered `first`.
template <class Enum>
std::vector<std::string> NamesOf(size_t count, size_t first = 0) {
  std::vector<std::string> out;
  for (size_t i = first; i < first + count; ++i) out.emplace_back(Name(static_cast<Enum>(i)));
  return out;
}

// What the program knows of a list, so that the file has to name exactly these; empty: the list is the file's own.
std::vector<std::string> KnownCodes(CodeList list) {
  switch (list) {
    case CodeList::kCategory:
      return NamesOf<wire::Category>(static_cast<size_t>(wire::Category::kOtherIllegal), 1);
    case CodeList::kState:
      return NamesOf<event::CaseState>(event::kCaseStateCount);
    case CodeList::kOutcome: {
      auto names = NamesOf<event::CaseOutcome>(event::kCaseOutcomeCount - 1, 1);
      names.emplace_back("open");
      return names;
    }
    case CodeList::kKind:
      return NamesOf<event::ComplaintKind>(event::kComplaintKindCount);
    case CodeList::kChannel:
      return NamesOf<event::CaseChannel>(event::kCaseChannelCount);
    case CodeList::kContactChannel:
      return NamesOf<event::ContactChannel>(event::kContactChannelCount);
    case CodeList::kSex:
      return NamesOf<event::Sex>(event::kSexCount);
    case CodeList::kVictimKind:
      return NamesOf<event::VictimKind>(2);
    case CodeList::kVerified:
      return {"unverified", "verified"};
    case CodeList::kColour:
      return NamesOf<cases::AccountColour>(5, 1);
    case CodeList::kAgeScheme:
      return {"rtp", "acsc", "aoc", "ic3"};
    case CodeList::kCaseType:
    case CodeList::kProvince:
    case CodeList::kAgeBand:
    case CodeList::kDimension:
      break;
  }
  return {};
}

// Lists of the file that have codes and names; the provinces are in a file of their own, bands follow from ages.
bool StandsInFile(CodeList list) { return list != CodeList::kProvince && list != CodeList::kAgeBand; }

class ListReader {
 public:
  ListReader(const json::object& top, std::string_view list) : top_(top), list_(list) {}

  base::Result<void> Read() {
    const json::value* value = top_.if_contains({list_.data(), list_.size()});
    if (value == nullptr || !value->is_array()) return base::Fail(kCode, std::string(list_) + ": must be a list of tables");
    for (const json::value& row : value->get_array()) {
      ++row_;
      if (!row.is_object()) return Fail(list_, "must be a table");
      TRY(ReadRow(row.get_object()));
    }
    return {};
  }
  const std::set<std::string>& codes() const { return codes_; }
  // Every code of case types that an earlier type became; with its row.
  const std::vector<std::pair<size_t, std::string>>& became() const { return became_; }

 private:
  base::Error Fail(std::string_view member, std::string_view what) const {
    return base::Fail(kCode, "row " + std::to_string(row_) + ", " + std::string(member) + ": " + std::string(what));
  }
  bool May(std::string_view member) const {
    if (member == "number") return list_ == kCaseTypes;
    if (member == "unconfirmed") return list_ == kCaseTypes || list_ == kEarlier;
    return (member == "list" || member == "to") && list_ == kEarlier;
  }

  base::Result<void> ReadRow(const json::object& row) {
    for (const auto& member : row) {
      const std::string_view name(member.key().data(), member.key().size());
      const bool names = name == "code" || name == "en" || name == "th";
      if (!names && !May(name)) return Fail(name, "no such member");
      if ((names || name == "list") && (!member.value().is_string() || member.value().get_string().empty()))
        return Fail(name, "must be a text");
      if (name == "unconfirmed" && !member.value().is_bool()) return Fail(name, "must be true or false");
    }
    for (const char* name : {"code", "en", "th"})
      if (!row.contains(name)) return Fail(name, "missing");
    std::string code(row.at("code").get_string());
    if (!IsCode(code)) return Fail("code", "has the letters a-z 0-9 _");
    if (list_ == kEarlier) TRY(ReadBecame(row, code));
    if (!codes_.insert(std::move(code)).second) return Fail("code", "stands twice");
    if (const json::value* number = row.if_contains("number")) TRY(ReadTypeNumber(*number));  // outside_taxonomy has none
    return {};
  }
  base::Result<void> ReadTypeNumber(const json::value& number) {
    if (!number.is_int64() || number.get_int64() < 1 || number.get_int64() > kTypeNumberMax)
      return Fail("number", "must be a whole number from 1 to 99");
    if (!numbers_.insert(number.get_int64()).second) return Fail("number", "stands twice");
    return {};
  }
  // Codes are one of a kind within their list.
  base::Result<void> ReadBecame(const json::object& row, std::string& code) {
    if (!row.contains("list")) return Fail("list", "missing");
    code = std::string(row.at("list").get_string()) + "/" + code;
    const json::value* to = row.if_contains("to");
    if (to == nullptr || !to->is_array() || to->get_array().empty()) return Fail("to", "must be a list of codes, one at least");
    for (const json::value& one : to->get_array()) {
      if (!one.is_string()) return Fail("to", "must be a list of codes, one at least");
      became_.emplace_back(row_, std::string(one.get_string()));
    }
    return {};
  }

  const json::object& top_;
  std::string_view list_;
  size_t row_ = 0;
  std::set<std::string> codes_;
  std::set<int64_t> numbers_;
  std::vector<std::pair<size_t, std::string>> became_;
};

}  // namespace

base::Result<std::string> ParseTaxonomy(std::string_view file, std::string_view text) {
  ASSIGN_OR_RETURN(const TomlContent content, TomlContent::Parse(file, text, kCode));
  const json::object& top = content.json();
  for (const auto& member : top) {
    const std::string_view name(member.key().data(), member.key().size());
    const auto list = cases::CodeListNamed(name);
    if (name != "version" && name != kEarlier && !(list && StandsInFile(*list)))
      return content.Locate(base::Fail(kCode, std::string(name) + ": no such member"));
  }
  const json::value* version = top.if_contains("version");
  if (version == nullptr || !version->is_int64() || version->get_int64() < 1)
    return content.Locate(base::Fail(kCode, "version: must be a whole number from 1"));

  std::set<std::string> types;
  for (size_t i = 0; i < cases::kCodeListCount; ++i) {
    const auto list = static_cast<CodeList>(i);
    const std::string_view name = cases::Name(list);
    const bool required = list == CodeList::kCategory || list == CodeList::kCaseType;
    if (!required && !top.contains({name.data(), name.size()})) continue;
    ListReader reader(top, name);
    if (auto done = reader.Read(); done.has_error()) return content.Locate(std::move(done).error(), name);
    if (list == CodeList::kCaseType) types = reader.codes();
    const std::vector<std::string> known = KnownCodes(list);
    for (const std::string& code : known)
      if (!reader.codes().contains(code)) return content.Locate(base::Fail(kCode, std::string(name) + ": lacks " + code));
    for (const std::string& code : reader.codes())
      if (!known.empty() && std::find(known.begin(), known.end(), code) == known.end())
        return content.Locate(base::Fail(kCode, std::string(name) + ": " + code + " is none this version knows"));
  }
  if (!top.contains({kEarlier.data(), kEarlier.size()})) return json::serialize(top);
  ListReader earlier(top, kEarlier);
  if (auto done = earlier.Read(); done.has_error()) return content.Locate(std::move(done).error(), kEarlier);
  for (const auto& [row, code] : earlier.became())
    if (!types.contains(code))
      return content.Locate(base::Fail(kCode, "row " + std::to_string(row) + ", to: " + code + " is no case type of this file"),
                            kEarlier);
  return json::serialize(top);
}

}  // namespace cybercheck::ingest
