// SPDX-License-Identifier: Apache-2.0
#include "cases/bangkok_calendar.h"

#include <gtest/gtest.h>

#include "base/timestamp.h"

namespace cybercheck::cases {
namespace {

int64_t At(std::string_view text) { return base::ParseTimeMs(text).value() / 1000; }

TEST(BangkokCalendarTest, TheDayBeginsAtSeventeenHoursUtc) {
  EXPECT_EQ(FormatDay(DayOf(At("2026-11-25T16:59:59Z"))), "2026-11-25");
  EXPECT_EQ(FormatDay(DayOf(At("2026-11-25T17:00:00Z"))), "2026-11-26");
  EXPECT_EQ(FormatMonth(MonthOf(At("2026-12-31T16:59:59Z"))), "2026-12");
  EXPECT_EQ(FormatMonth(MonthOf(At("2026-12-31T17:00:00Z"))), "2027-01");
  EXPECT_EQ(FormatDay(DayOf(At("2028-02-29T00:00:00+07:00"))), "2028-02-29");
  EXPECT_EQ(FormatDay(DayOf(0)), "1970-01-01");
}

TEST(BangkokCalendarTest, EveryDayComesBack) {
  for (uint32_t day = 0; day < 80'000; ++day) {
    const std::string text = FormatDay(day);
    ASSERT_EQ(ParseDay(text), day) << text;
    ASSERT_EQ(DayOf(At(text + "T12:00:00+07:00")), day) << text;
    ASSERT_EQ(FormatMonth(MonthOf(At(text + "T12:00:00+07:00"))), text.substr(0, 7));
  }
}

TEST(BangkokCalendarTest, WhatIsOutsideCountsAsTheNearestDay) {
  EXPECT_EQ(DayOf(INT64_MIN), 0u);
  EXPECT_EQ(FormatDay(DayOf(INT64_MAX)), "9999-12-31");
  EXPECT_EQ(FormatDay(UINT32_MAX), "9999-12-31");
  EXPECT_EQ(FormatMonth(MonthOf(INT64_MAX)), "9999-12");
}

TEST(BangkokCalendarTest, NoDayIsMadeUp) {
  for (const std::string_view bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "1969-12-31", "2026-11-26 ",
                                     "2026/11/26", "+026-11-26", "2026-11--1"})
    EXPECT_FALSE(ParseDay(bad)) << bad;
}

}  // namespace
}  // namespace cybercheck::cases
