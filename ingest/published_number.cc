// SPDX-License-Identifier: Apache-2.0
#include "ingest/published_number.h"

#include <span>
#include <string>
#include <utility>

#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

using cases::PrintedFigure;

struct Unit {
  std::string_view word;
  int64_t factor;
};
// Thai ones may follow each other: พันล้าน. The longest first where one begins another.
constexpr Unit kUnits[] = {
    {"ล้าน", 1'000'000},     {"แสน", 100'000},           {"หมื่น", 10'000},       {"พัน", 1'000},    {"thousand", 1'000},
    {"million", 1'000'000}, {"billion", 1'000'000'000}, {"bn", 1'000'000'000}, {"mn", 1'000'000}};
// What may follow a figure and says nothing of its size.
constexpr std::string_view kCounted[] = {"%",    "ต่อวัน", "/วัน", "a day", "per day", "บาท",   "baht", "thb",      "฿",      "คดี",
                                         "เรื่อง", "ราย",  "บัญชี", "คน",    "วัน",      "cases", "case", "accounts", "people", "."};
constexpr std::string_view kRises[] = {"เพิ่มขึ้น", "เพิ่ม", "+"}, kFalls[] = {"ลดลง", "ลด", "-"};

void Trim(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
}

bool Take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  Trim(text);
  return true;
}

bool TakeOneOf(std::string_view& text, std::span<const std::string_view> words) {
  for (const std::string_view word : words)
    if (Take(text, word)) return true;
  return false;
}

int64_t TakeUnits(std::string_view& text) {
  int64_t factor = 1;
  for (bool more = true; more;) {
    more = false;
    for (const Unit& unit : kUnits) {
      if (!Take(text, unit.word)) continue;
      if (factor > 1'000'000'000'000 / unit.factor) return 0;
      factor *= unit.factor;
      more = true;
      break;
    }
  }
  return factor;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits with commas in threes, a point, at most four decimals. `decimals`: how many.
std::optional<int64_t> TakeDigits(std::string_view& text, size_t& decimals) {
  int64_t value = 0;
  size_t group = 0, groups = 0, digits = 0;
  while (!text.empty() && (IsDigit(text[0]) || text[0] == ',')) {
    if (text[0] == ',') {
      if (group == 0 || (groups == 0 ? group > 3 : group != 3)) return std::nullopt;
      group = 0;
      ++groups;
    } else {
      if (++digits > 15) return std::nullopt;
      value = value * 10 + (text[0] - '0');
      ++group;
    }
    text.remove_prefix(1);
  }
  if (digits == 0 || (groups > 0 && group != 3)) return std::nullopt;
  decimals = 0;
  if (text.size() > 1 && text[0] == '.' && IsDigit(text[1])) {
    text.remove_prefix(1);
    while (!text.empty() && IsDigit(text[0])) {
      if (++decimals > 4) return std::nullopt;
      value = value * 10 + (text[0] - '0');
      text.remove_prefix(1);
    }
  }
  Trim(text);
  return value;
}

// `value` of 10^-decimals units, scaled; nullopt: too large.
std::optional<PrintedFigure> Scaled(int64_t value, size_t decimals, int64_t unit, bool falls) {
  int64_t last_digit = cases::kPrintedUnit;
  for (size_t i = 0; i < decimals; ++i) last_digit /= 10;
  if (unit > cases::kPrintedMax / last_digit) return std::nullopt;
  last_digit *= unit;
  if (value > cases::kPrintedMax / last_digit) return std::nullopt;
  const int64_t size = value * last_digit;
  return PrintedFigure{.value = falls ? -size : size, .last_digit = last_digit, .exact = decimals == 0 && unit == 1};
}

}  // namespace

std::optional<PrintedFigure> ReadPrinted(std::string_view text) { return ReadPrinted(text, 1); }

std::optional<PrintedFigure> ReadPrinted(std::string_view text, int64_t unit) {
  const std::string folded = FoldWritten(text);
  std::string_view rest = folded;
  Trim(rest);
  bool falls = TakeOneOf(rest, kFalls);
  if (!falls) TakeOneOf(rest, kRises);
  Take(rest, "฿");
  size_t decimals = 0;
  const auto value = TakeDigits(rest, decimals);
  if (!value) return std::nullopt;
  const int64_t own = TakeUnits(rest);
  while (TakeOneOf(rest, kCounted)) {
  }
  if (!rest.empty() || own == 0 || (own != 1 && unit != 1)) return std::nullopt;
  return Scaled(*value, decimals, own * unit, falls);
}

int64_t UnitIn(std::string_view heading) {
  const std::string folded = FoldWritten(heading);
  const size_t open = folded.rfind('(');
  if (open == std::string::npos) return 1;
  std::string_view inside = std::string_view(folded).substr(open + 1);
  Trim(inside);
  const int64_t factor = TakeUnits(inside);
  return factor == 0 ? 1 : factor;
}

bool IsUntold(std::string_view text) {
  const std::string folded = FoldWritten(text);
  std::string_view rest = folded;
  Trim(rest);
  return rest.empty() || rest == "-" || rest == "n/a" || rest == "ไม่ระบุ";
}

}  // namespace cybercheck::ingest
