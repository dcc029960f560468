// SPDX-License-Identifier: Apache-2.0
#include "cases/bangkok_calendar.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace cybercheck::cases {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int64_t kOffsetS = 7 * 3600;
constexpr int64_t kDayS = 24 * 3600;
constexpr uint32_t kDayMax = 2'932'896;  // 9999-12-31

year_month_day DateOf(uint32_t day) noexcept { return sys_days(days(std::min(day, kDayMax))); }

}  // namespace

uint32_t DayOf(int64_t unix_s) noexcept {
  if (unix_s < -kOffsetS) return 0;
  if (unix_s > int64_t{kDayMax} * kDayS) return kDayMax;
  return static_cast<uint32_t>((unix_s + kOffsetS) / kDayS);
}

uint32_t MonthOf(int64_t unix_s) noexcept { return MonthOfDay(DayOf(unix_s)); }

uint32_t YearOfDay(uint32_t day) noexcept { return static_cast<uint32_t>(static_cast<int>(DateOf(day).year())); }

uint32_t MonthOfDay(uint32_t day) noexcept {
  const year_month_day date = DateOf(day);
  return static_cast<uint32_t>(static_cast<int>(date.year()) * 12) + static_cast<unsigned>(date.month()) - 1;
}

uint32_t FirstDayOf(uint32_t month) noexcept {
  const year_month_day first{std::chrono::year(static_cast<int>(month / 12)), std::chrono::month(month % 12 + 1),
                             std::chrono::day(1)};
  const auto day = sys_days(first).time_since_epoch().count();
  return day < 0 ? 0 : static_cast<uint32_t>(day);
}

uint32_t FiscalYearOfDay(uint32_t day) noexcept {
  constexpr uint32_t kOctober = 9;
  const uint32_t month = MonthOfDay(day);
  return month / 12 + (month % 12 >= kOctober ? 1 : 0) + kBuddhistYears;
}

// 1970-01-01 was a Thursday: four days after a Sunday, three after a Monday.
uint32_t WeekOfDay(uint32_t day) noexcept { return day - std::min(day, (day + 4) % 7); }
uint32_t IsoWeekOfDay(uint32_t day) noexcept { return day - std::min(day, (day + 3) % 7); }

std::string FormatDay(uint32_t day) {
  const year_month_day date = DateOf(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::string FormatMonth(uint32_t month) {
  char text[32];
  std::snprintf(text, sizeof text, "%04u-%02u", month / 12, month % 12 + 1);
  return text;
}

std::optional<uint32_t> ParseDay(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [text](size_t at, size_t digits) {
    int value = 0;
    for (const char c : text.substr(at, digits)) value = c < '0' || c > '9' || value < 0 ? -1 : value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1970 || month < 0 || day < 0) return std::nullopt;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<uint32_t>(sys_days(date).time_since_epoch().count());
}

}  // namespace cybercheck::cases
