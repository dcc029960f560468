// SPDX-License-Identifier: Apache-2.0
// Days and months as figures count them: Asia/Bangkok, which has kept UTC+7 without summer time since 1920. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cybercheck::cases {

// Days since 1970-01-01; months as year × 12 + month − 1. Times before 1970 and after 9999 count as the nearest day of those.
uint32_t DayOf(int64_t unix_s) noexcept;
uint32_t MonthOf(int64_t unix_s) noexcept;

// Of a day: its year and month as above; the fiscal year it falls in, 1 October to 30 September, by the Buddhist year in which
// that ends (2026-10-01 is 2570); the first day of its week, which police count from Sunday to Saturday, ISO 8601 from Monday to
// Sunday.
uint32_t YearOfDay(uint32_t day) noexcept;
uint32_t MonthOfDay(uint32_t day) noexcept;
uint32_t FiscalYearOfDay(uint32_t day) noexcept;
uint32_t WeekOfDay(uint32_t day) noexcept;
uint32_t IsoWeekOfDay(uint32_t day) noexcept;
uint32_t FirstDayOf(uint32_t month) noexcept;
inline constexpr uint32_t kBuddhistYears = 543;

std::string FormatDay(uint32_t day);                               // "2026-11-26"
std::string FormatMonth(uint32_t month);                           // "2026-11"
std::optional<uint32_t> ParseDay(std::string_view text) noexcept;  // of 1970 to 9999

}  // namespace cybercheck::cases
