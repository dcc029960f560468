// SPDX-License-Identifier: Apache-2.0
#include "ingest/baht.h"

#include <charconv>
#include <cmath>
#include <string>

#include "event/money.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

constexpr double kMiss = 1e-4;  // of a satang

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<int64_t> ReadBaht(std::string_view text) {
  const std::string folded = FoldWritten(text);
  std::string_view rest = folded;
  const auto trim = [&rest] {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
  };
  trim();
  for (const std::string_view unit : {"฿", "thb"})
    if (rest.starts_with(unit)) rest.remove_prefix(unit.size());
  for (const std::string_view unit : {"บาท", "baht", "thb", "฿", ".-"})
    if (rest.ends_with(unit)) rest.remove_suffix(unit.size());
  trim();
  int64_t satang = 0;
  size_t at = 0, group = 0;
  bool commas = false;
  for (; at < rest.size() && (IsDigit(rest[at]) || rest[at] == ','); ++at) {
    if (rest[at] == ',') {
      if (group == 0 || group > 3 || (commas && group != 3)) return std::nullopt;
      commas = true;
      group = 0;
      continue;
    }
    ++group;
    satang = satang * 10 + (rest[at] - '0') * 100;
    if (satang > event::kSatangMax) return std::nullopt;
  }
  if (at == 0 || (commas && group != 3)) return std::nullopt;
  if (at < rest.size()) {
    const std::string_view fraction = rest.substr(at + 1);
    if (rest[at] != '.' || fraction.empty() || fraction.size() > 2 || !IsDigit(fraction.front()) || !IsDigit(fraction.back()))
      return std::nullopt;
    satang += (fraction[0] - '0') * 10 + (fraction.size() == 2 ? fraction[1] - '0' : 0);
  }
  return satang <= event::kSatangMax ? std::optional(satang) : std::nullopt;
}

std::optional<int64_t> ReadBahtNumber(std::string_view number) {
  double baht = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), baht);
  if (error != std::errc() || end != number.data() + number.size() || !(baht >= 0)) return std::nullopt;
  const double satang = baht * 100, whole = std::round(satang);
  // Beyond 2^40 satang a double's own steps are coarser than the miss that is forgiven.
  if (whole > static_cast<double>(event::kSatangMax) || std::abs(satang - whole) > std::max(kMiss, satang * 1e-15))
    return std::nullopt;
  return static_cast<int64_t>(whole);
}

}  // namespace cybercheck::ingest
