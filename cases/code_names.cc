// SPDX-License-Identifier: Apache-2.0
#include "cases/code_names.h"

#include <iterator>

#include "event/names.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kLists[] = {"case_types", "categories",       "states",      "outcomes",     "kinds",
                                       "channels",   "contact_channels", "sexes",       "victim_kinds", "verified",
                                       "colours",    "provinces",        "age_schemes", "age_bands",    "dimensions"};
static_assert(std::size(kLists) == kCodeListCount);

const CodeName kUnknown{"Unknown", "ไม่ทราบ"};

bool IsDigits(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The name of a band by its code alone: "30-44", "60+".
std::optional<CodeName> NameOfBandCode(std::string_view code) {
  if (code == "under") return CodeName{"Younger than the first band", "อายุต่ำกว่าช่วงแรก"};
  if (code.ends_with('+') && IsDigits(code.substr(0, code.size() - 1))) {
    const std::string from(code.substr(0, code.size() - 1));
    return CodeName{from + " and over", from + " ปีขึ้นไป"};
  }
  const size_t dash = code.find('-');
  if (dash == std::string_view::npos || !IsDigits(code.substr(0, dash)) || !IsDigits(code.substr(dash + 1))) return std::nullopt;
  const std::string range = std::string(code.substr(0, dash)) + "–" + std::string(code.substr(dash + 1));
  return CodeName{range, range + " ปี"};
}

}  // namespace

std::string_view Name(CodeList list) noexcept { return kLists[static_cast<size_t>(list)]; }
std::optional<CodeList> CodeListNamed(std::string_view name) noexcept { return event::EnumNamed<CodeList>(kLists, name); }

CodeName NameOfBand(const AgeBands& bands, size_t band) {
  if (band + 1 == bands.count()) return {"Age unknown", "ไม่ทราบอายุ"};
  if (band == 0) {
    const std::string_view first = bands.NameOf(1);
    const std::string from(first.substr(0, first.find_first_not_of("0123456789")));
    return {"Under " + from, "ต่ำกว่า " + from + " ปี"};
  }
  return NameOfBandCode(bands.NameOf(band)).value_or(CodeName{});
}

void CodeNames::Set(CodeList list, std::string_view code, CodeName name) {
  auto& names = lists_[static_cast<size_t>(list)];
  const size_t place = names.size();
  names.try_emplace(std::string(code), Named{{}, place}).first->second.name = std::move(name);
}

const CodeName* CodeNames::Find(CodeList list, std::string_view code) const {
  const auto& names = lists_[static_cast<size_t>(list)];
  if (const auto at = names.find(code); at != names.end()) return &at->second.name;
  return code == "unknown" ? &kUnknown : nullptr;
}

std::vector<std::string> CodeNames::CodesOf(CodeList list) const {
  const auto& names = lists_[static_cast<size_t>(list)];
  std::vector<std::string> codes(names.size());
  for (const auto& [code, named] : names) codes[named.place] = code;
  std::erase(codes, "unknown");
  codes.emplace_back("unknown");
  return codes;
}

size_t CodeNames::PlaceOf(CodeList list, std::string_view code) const {
  const auto& names = lists_[static_cast<size_t>(list)];
  const auto at = names.find(code);
  return at != names.end() ? at->second.place : names.size();
}

CodeName CodeNames::Of(CodeList list, std::string_view code) const {
  if (const CodeName* name = Find(list, code)) return *name;
  if (list == CodeList::kAgeBand)
    if (auto name = NameOfBandCode(code)) return *std::move(name);
  return {std::string(code), std::string(code)};
}

}  // namespace cybercheck::cases
