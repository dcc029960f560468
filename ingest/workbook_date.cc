// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_date.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace cybercheck::ingest {
namespace {

namespace chrono = std::chrono;

constexpr int64_t kDayS = 86'400;
constexpr double kSerialEnd = 2'958'466;  // 1 January 10000, counted from 1900
constexpr DateRefusal kNoDate{"bad_time", "the cell's number is no date of Excel's; write the date again"};
constexpr DateRefusal kShortYear{"ambiguous_date",
                                 "the year is far from ours; perhaps Excel took 68 for 1968: write the year with four digits"};

struct Range {
  uint32_t first, last;
};
// Built-in formats that show dates or times; 27 to 58 in Chinese, Japanese, Korean, 71 to 81 in Thai Excel.
constexpr Range kDateFormats[] = {{14, 22}, {27, 36}, {45, 47}, {50, 58}, {71, 81}};

bool StartsThaiDatePart(std::string_view text) {
  for (const std::string_view letter : {"ว", "ด", "ป", "ช", "น", "ท"})
    if (text.starts_with(letter)) return true;
  return false;
}

}  // namespace

bool IsDateFormat(uint32_t id, std::string_view code) noexcept {
  if (code.empty()) {
    for (const Range& range : kDateFormats)
      if (id >= range.first && id <= range.last) return true;
    return false;
  }
  for (size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    // The first section is that of positive numbers; digits come before no part of a date.
    if (c == ';' || c == '0' || c == '#' || c == '?') return false;
    if (c == '"') {
      at = code.find('"', at + 1);
      if (at == std::string_view::npos) return false;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++at;
    } else if (c == '[') {
      const size_t end = code.find(']', at);
      if (end == std::string_view::npos) return false;
      // [h], [mm], [ss] count beyond a day; others are colours, conditions, locales.
      const std::string_view inside = code.substr(at + 1, end - at - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return true;
      at = end;
    } else if (std::string_view("dDmMyYhHsSbB").find(c) != std::string_view::npos) {
      return true;
    } else if (code.substr(at).starts_with("General")) {
      at += 6;
    } else if (StartsThaiDatePart(code.substr(at))) {
      return true;
    }
  }
  return false;
}

std::optional<WorkbookTime> TimeOfSerial(std::string_view number, bool epoch_1904) noexcept {
  double serial = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), serial);
  if (error != std::errc() || end != number.data() + number.size() || !(serial >= 0) || serial >= kSerialEnd) return std::nullopt;
  auto day = static_cast<int64_t>(serial);
  auto second = static_cast<int64_t>(std::llround((serial - static_cast<double>(day)) * kDayS));
  if (second == kDayS) ++day, second = 0;
  WorkbookTime out;
  out.has_day = day > 0 || epoch_1904;
  out.has_time = serial != std::floor(serial);
  out.second_of_day = second;
  if (!out.has_day) return out;
  if (epoch_1904)
    day += 1462;  // days between the two beginnings, as the first counts them
  else if (day == 60)
    return std::nullopt;
  const int64_t after_1899 = day - (day < 60 ? 0 : 1);
  const chrono::year_month_day date(chrono::sys_days(chrono::year(1899) / 12 / 31) + chrono::days(after_1899));
  if (static_cast<int>(date.year()) > 9999) return std::nullopt;
  out.year = static_cast<int>(date.year());
  out.month = static_cast<unsigned>(date.month());
  out.day = static_cast<unsigned>(date.day());
  return out;
}

std::optional<DateRefusal> WriteSerial(std::string_view number, bool epoch_1904, std::string& out) {
  const auto time = TimeOfSerial(number, epoch_1904);
  if (!time) return kNoDate;
  // A workbook that counts from 1904 has days before its first only as times of day.
  const bool time_alone = !time->has_day || (epoch_1904 && time->year == 1904 && time->month == 1 && time->day == 1);
  out.clear();
  char text[32];
  if (!time_alone) {
    const bool christian = time->year >= kChristianYearMin && time->year <= kChristianYearMax;
    const bool buddhist = time->year >= kBuddhistYearMin && time->year <= kBuddhistYearMax;
    if (!christian && !buddhist) return kShortYear;
    std::snprintf(text, sizeof(text), "%04d-%02u-%02u", time->year, time->month, time->day);
    out = text;
    if (!time->has_time) return std::nullopt;
    out += ' ';
  }
  const int64_t s = time->second_of_day;
  std::snprintf(text, sizeof(text), "%02d:%02d:%02d", static_cast<int>(s / 3600), static_cast<int>(s / 60 % 60),
                static_cast<int>(s % 60));
  out += text;
  return std::nullopt;
}

std::string ShownText(const WorkbookCell& cell, bool epoch_1904) {
  std::string out;
  if (cell.date && !WriteSerial(cell.text, epoch_1904, out)) return out;
  return std::string(cell.text);
}

}  // namespace cybercheck::ingest
