// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.h"

#include <gtest/gtest.h>

namespace cybercheck::base {
namespace {

TEST(TimestampTest, ReadsOffsetsAndFractions) {
  EXPECT_EQ(*ParseTimeMs("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(*ParseTimeMs("2026-11-20T10:00:00+07:00"), *ParseTimeMs("2026-11-20T03:00:00Z"));
  EXPECT_EQ(*ParseTimeMs("2026-11-20 03:00:00.250Z") % 1000, 250);
  EXPECT_EQ(*ParseTimeMs("2026-11-20T03:00:00.123456Z") % 1000, 123);
  EXPECT_EQ(*ParseTimeMs("2024-02-29T23:59:59Z"), 1709251199000);
}

TEST(TimestampTest, RefusesWhatIsNoTime) {
  for (const char* text : {"", "2026", "2026-11-20", "2026-11-20T10:00:00", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
                           "2026-11-20T24:00:00Z", "2026-11-20T10:60:00Z", "2026-11-20T10:00:00+25:00", "2026-11-20T10:00:00.Z",
                           "2026-11-20T10:00:00Zx", "2026/11/20T10:00:00Z", "๒๐๒๖-11-20T10:00:00Z", "2026-11-20T10:00:00+07"})
    EXPECT_TRUE(ParseTimeMs(text).has_error()) << text;
}

TEST(TimestampTest, WritesWhatItReads) {
  for (int64_t second : {int64_t{0}, int64_t{951782400}, int64_t{1728763269}, int64_t{4102444799}, int64_t{253402300799}})
    EXPECT_EQ(*ParseTimeMs(FormatTime(second)), second * 1000) << second;
  EXPECT_EQ(FormatTime(1728763269), "2024-10-12T20:01:09Z");
  EXPECT_EQ(FormatTime(-5), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(int64_t{1} << 62), "9999-12-31T23:59:59Z");
}

}  // namespace
}  // namespace cybercheck::base
