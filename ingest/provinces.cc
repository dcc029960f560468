// SPDX-License-Identifier: Apache-2.0
#include "ingest/provinces.h"

#include <map>
#include <string>
#include <vector>

#include "base/check.h"
#include "ingest/shipped.h"
#include "ingest/thai_date.h"
#include "ingest/tsv_rows.h"

namespace cybercheck::ingest {
namespace {

// Without what people write in many ways: blanks, points, hyphens, case.
std::string Folded(std::string_view text) {
  std::string folded;
  for (const char c : FoldWritten(text))
    if (c != ' ' && c != '.' && c != '-' && c != '\t') folded += c;
  return folded;
}

using Codes = std::map<std::string, uint8_t, std::less<>>;

std::vector<TsvRow> ReadRows() {
  const auto rows = ReadTsv("provinces.tsv", ShippedProvinces(), {"code", "name_th", "name_en"}, 3, base::ErrorCode::kBadConfig);
  CHECK(rows.has_value());
  return *rows;
}

uint8_t CodeOf(const TsvRow& row) {
  const std::string_view digits = row.cells[0];
  CHECK(digits.size() == 2);
  return static_cast<uint8_t>((digits[0] - '0') * 10 + (digits[1] - '0'));
}

Codes ReadCodes() {
  Codes codes;
  for (const TsvRow& row : ReadRows()) {
    const uint8_t code = CodeOf(row);
    for (const std::string_view name : row.cells) codes.emplace(Folded(name), code);
  }
  codes.emplace(Folded("กรุงเทพฯ"), 10);
  codes.emplace(Folded("กรุงเทพ"), 10);
  codes.emplace(Folded("กทม."), 10);
  return codes;
}

}  // namespace

uint8_t ProvinceNamed(std::string_view text) {
  static const Codes codes = ReadCodes();
  constexpr std::string_view kProvince = "จังหวัด", kShort = "จ.";
  if (text.starts_with(kProvince))
    text.remove_prefix(kProvince.size());
  else if (text.starts_with(kShort))
    text.remove_prefix(kShort.size());
  const auto found = codes.find(Folded(text));
  return found == codes.end() ? 0 : found->second;
}

const cases::CodeName* NameOfProvince(uint8_t code) {
  static const std::map<uint8_t, cases::CodeName> names = [] {
    std::map<uint8_t, cases::CodeName> out;
    for (const TsvRow& row : ReadRows()) out[CodeOf(row)] = {std::string(row.cells[2]), std::string(row.cells[1])};
    return out;
  }();
  const auto found = names.find(code);
  return found == names.end() ? nullptr : &found->second;
}

}  // namespace cybercheck::ingest
