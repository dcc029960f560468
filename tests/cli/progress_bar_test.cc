// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_bar.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace cybercheck::cli {
namespace {

TEST(ProgressBar, Lines) {
  EXPECT_EQ(ProgressLine("openphish", {11'400'000, 22'800'000, 400'000}, 10'000, 200, false),
            "openphish  [##########..........]  50 %  11.4 MB of 22.8 MB  40,000 rows/s  0:10 left");
  EXPECT_EQ(ProgressLine("openphish", {11'400'000, 22'800'000, 400'000}, 10'000, 200, true),
            "openphish  [##########..........]  50 %  11.4 MB จาก 22.8 MB  40,000 แถว/วินาที  เหลือ 0:10");
  EXPECT_EQ(ProgressLine("x", {2000, 0, 7}, 65'000, 200, false), "x  2.0 kB  7 rows  0 rows/s  1:05");
  EXPECT_EQ(ProgressLine("x", {0, 100, 0}, 0, 200, false), "x  [....................]   0 %  0 B of 100 B  0 rows/s");
  // A file that grew while it was read.
  EXPECT_EQ(ProgressLine("x", {200, 100, 1}, 1000, 200, false), "x  [####################] 100 %  200 B of 100 B  1 rows/s");
}

TEST(ProgressBar, NeverWiderThanTheTerminal) {
  for (int columns = 1; columns < 120; ++columns)
    for (const bool thai : {false, true})
      for (const uint64_t total : {uint64_t{0}, uint64_t{5'000'000'000'000}}) {
        const std::string line = ProgressLine("a-source-with-a-long-name", {1'234'567'890'123, total, 9'876'543'210}, 4'000'000, columns, thai);
        ASSERT_TRUE(base::IsValidUtf8(line));
        int points = 0;
        for (const char c : line) points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        EXPECT_LE(points, columns);
      }
}

TEST(ProgressBar, Numbers) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(291128), "291,128");
  EXPECT_EQ(Grouped(18446744073709551615u), "18,446,744,073,709,551,615");
  EXPECT_EQ(HumanBytes(0), "0 B");
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1500), "1.5 kB");
  EXPECT_EQ(HumanBytes(18446744073709551615u), "18446744.1 TB");
}

}  // namespace
}  // namespace cybercheck::cli
