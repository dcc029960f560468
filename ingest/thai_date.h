// SPDX-License-Identifier: Apache-2.0
// Dates and times as people in Thailand write them, to unix seconds:
//
//   25 ก.พ. 2568 · ๒๕/๒/๖๘ เวลา ๐๙.๐๐ น. · วันอังคารที่ 25 กุมภาพันธ์ พ.ศ. 2568 · 25-Feb-68 9:00 · 2025-02-25T09:00:00+07:00
//
// A time without an offset is Thailand's (UTC+7); a date without a time is its beginning there. Whether a year is of the Buddhist
// or the Christian era is told by which of the two lies in the past (a year of two digits: in the last 20 years). Day stands
// before month, as Thai writing has it; but spreadsheets also write month before day, so where the year is Christian and both
// orders give a day that has been, the date is refused, as is everything else that can be read in two ways. Nothing is guessed.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cybercheck::ingest {

struct DateRefusal {
  std::string_view reason;  // "bad_time", "ambiguous_date", "time_in_future", "spreadsheet_number"
  std::string_view detail;  // never repeats the text
};

enum class DateOrder : uint8_t {
  kUnsaid,    // as above
  kDayFirst,  // whoever sends the file says that the day always comes first
};

inline constexpr int64_t kThailandS = 7 * 3600;  // ahead of UTC, all year
inline constexpr int kTwoDigitYearsBack = 20;    // how long ago a year of two digits may lie
inline constexpr size_t kWrittenDateBytesMax = 160;

// nullopt: `unix_s` is the time. `now_s` tells which years are past.
std::optional<DateRefusal> ReadThaiDate(std::string_view text, int64_t now_s, DateOrder order, int64_t& unix_s);

// Thai and full-width digits as ASCII ones, typographic dashes and blanks as "-" and " ", what cannot be seen left out, ASCII
// letters small. Bytes that are not UTF-8 stay.
std::string FoldWritten(std::string_view text);

}  // namespace cybercheck::ingest
