// SPDX-License-Identifier: Apache-2.0
#include "cases/release_period.h"

#include <charconv>

#include "cases/bangkok_calendar.h"

namespace cybercheck::cases {
namespace {

using event::ReleaseKind;

std::optional<uint32_t> YearNamed(std::string_view text, uint32_t low, uint32_t high) {
  uint32_t year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (text.size() != 4 || error != std::errc() || end != text.data() + text.size() || year < low || year > high)
    return std::nullopt;
  return year;
}

constexpr uint32_t kYearMin = 1971, kYearMax = 2148;  // what a column of days can hold

}  // namespace

ReleasePeriod MonthPeriod(uint32_t month) { return {ReleaseKind::kMonth, FirstDayOf(month), FirstDayOf(month + 1) - 1}; }

ReleasePeriod YearPeriod(uint32_t year) { return {ReleaseKind::kYear, FirstDayOf(year * 12), FirstDayOf((year + 1) * 12) - 1}; }

ReleasePeriod FiscalYearPeriod(uint32_t buddhist_year) {
  const uint32_t year = buddhist_year - kBuddhistYears;
  return {ReleaseKind::kFiscalYear, FirstDayOf((year - 1) * 12 + 9), FirstDayOf(year * 12 + 9) - 1};
}

std::string ReleasePeriod::name() const {
  switch (kind) {
    case ReleaseKind::kWeek:
      return FormatDay(from);
    case ReleaseKind::kMonth:
      return FormatMonth(MonthOfDay(from));
    case ReleaseKind::kYear:
      return std::to_string(YearOfDay(from));
    case ReleaseKind::kFiscalYear:
      return std::to_string(FiscalYearOfDay(from));
  }
  return {};
}

uint32_t ReleasePeriod::buddhist_year() const { return YearOfDay(to) + kBuddhistYears; }

ReleasePeriod ReleasePeriod::Before() const {
  switch (kind) {
    case ReleaseKind::kWeek:
      return {kind, from - 7, from - 1};
    case ReleaseKind::kMonth:
      return MonthPeriod(MonthOfDay(from) - 1);
    case ReleaseKind::kYear:
      return YearPeriod(YearOfDay(from) - 1);
    case ReleaseKind::kFiscalYear:
      return FiscalYearPeriod(FiscalYearOfDay(from) - 1);
  }
  return *this;
}

std::optional<ReleasePeriod> ReleasePeriodNamed(ReleaseKind kind, std::string_view name) {
  if (kind == ReleaseKind::kYear) {
    const auto year = YearNamed(name, kYearMin, kYearMax);
    return year ? std::optional(YearPeriod(*year)) : std::nullopt;
  }
  if (kind == ReleaseKind::kFiscalYear) {
    const auto year = YearNamed(name, kYearMin + kBuddhistYears, kYearMax + kBuddhistYears);
    return year ? std::optional(FiscalYearPeriod(*year)) : std::nullopt;
  }
  const bool month = kind == ReleaseKind::kMonth;
  if (name.size() != (month ? 7u : 10u) || !YearNamed(name.substr(0, 4), kYearMin, kYearMax)) return std::nullopt;
  const auto day = ParseDay(month ? std::string(name) + "-01" : std::string(name));
  if (!day) return std::nullopt;
  if (month) return MonthPeriod(MonthOfDay(*day));
  if (WeekOfDay(*day) != *day) return std::nullopt;
  return ReleasePeriod{kind, *day, *day + 6};
}

}  // namespace cybercheck::cases
