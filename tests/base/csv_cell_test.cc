// SPDX-License-Identifier: Apache-2.0
#include "base/csv_cell.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace cybercheck::base {
namespace {

std::string Cell(std::string_view text) {
  std::string out;
  AppendCsvCell(text, out);
  return out;
}

TEST(CsvCell, QuotesAndDoublesQuotes) {
  EXPECT_EQ(Cell(""), "\"\"");
  EXPECT_EQ(Cell("004:1234567890"), "\"004:1234567890\"");
  EXPECT_EQ(Cell("a,\"b\"\r\nc"), "\"a,\"\"b\"\"\r\nc\"");
  EXPECT_EQ(Cell("\""), "\"\"\"\"");
}

TEST(CsvCell, WhatWouldRunAsAFormulaStandsBehindAnApostrophe) {
  for (const std::string_view begin : {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}) {
    EXPECT_EQ(Cell(std::string(begin) + "1"), "\"'" + std::string(begin) + "1\"") << begin;
    EXPECT_EQ(Cell("1" + std::string(begin)), "\"1" + std::string(begin) + "\"") << begin;
  }
}

TEST(CsvCell, IsUtf8WhateverComes) {
  EXPECT_EQ(Cell("ก\xFFข"), "\"ก\uFFFDข\"");
  EXPECT_EQ(Cell(std::string_view("a\0b", 3)), "\"a\uFFFDb\"");
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      EXPECT_TRUE(IsValidUtf8(Cell(std::string{static_cast<char>(first), static_cast<char>(second)}))) << first << ' ' << second;
}

}  // namespace
}  // namespace cybercheck::base
