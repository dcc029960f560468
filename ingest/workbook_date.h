// SPDX-License-Identifier: Apache-2.0
// Dates as Excel stores them: a count of days, with a fraction for the time, that only the cell's number format shows as a date.
// Pure.
//
//   from 1900   1 is 1 January 1900; 60 is 29 February 1900, a day Lotus 1-2-3 believed in and Excel had to keep
//   from 1904   0 is 1 January 1904 (workbooks of old Macs)
//
// Excel in Thailand stores 25/2/2568 typed in the Christian calendar as the year 2568 after Christ: years 2560 to 2580 are
// Buddhist ones. 25/2/68 it stores as 1968; neither that nor any other year that could not be meant is mended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/thai_date.h"
#include "ingest/workbook_reader.h"

namespace cybercheck::ingest {

inline constexpr int kChristianYearMin = 2000, kChristianYearMax = 2100;  // of a count of days
inline constexpr int kBuddhistYearMin = 2560, kBuddhistYearMax = 2580;

// Whether a number format (of ECMA-376 part 1, 18.8.30) shows a date or time of day. `code`: of custom formats, else empty.
bool IsDateFormat(uint32_t id, std::string_view code) noexcept;

struct WorkbookTime {
  int year = 0;  // as Excel shows it
  unsigned month = 0, day = 0;
  int64_t second_of_day = 0;
  bool has_day = false;   // 1 and more
  bool has_time = false;  // there is a fraction
};

// nullopt: not a number, or out of Excel's range (before its first day, after the year 9999), or the day that never was.
std::optional<WorkbookTime> TimeOfSerial(std::string_view number, bool epoch_1904) noexcept;

// The number as text that ReadThaiDate reads: "2025-02-25 09:00:00", "2025-02-25", or "09:00:00" where there is no day. The year
// stays as Excel has it. nullopt: `out` is set.
std::optional<DateRefusal> WriteSerial(std::string_view number, bool epoch_1904, std::string& out);

// What the cell shows, or nearly: a date as WriteSerial writes it, everything else as the file has it.
std::string ShownText(const WorkbookCell& cell, bool epoch_1904);

}  // namespace cybercheck::ingest
