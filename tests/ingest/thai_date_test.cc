// SPDX-License-Identifier: Apache-2.0
#include "ingest/thai_date.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24T23:00:00+07:00

std::string Unescape(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.at(++i) == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string Read(std::string_view text, int64_t now_s, DateOrder order) {
  int64_t unix_s = 0;
  if (const auto refused = ReadThaiDate(text, now_s, order, unix_s)) {
    EXPECT_FALSE(refused->detail.empty());
    return "!" + std::string(refused->reason);
  }
  return std::to_string(unix_s);
}

TEST(ThaiDateTest, EveryRow) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/thai_dates.tsv");
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string text, order, expected;
    std::getline(fields, text, '\t');
    std::getline(fields, order, '\t');
    std::getline(fields, expected, '\t');
    EXPECT_EQ(Read(Unescape(text), kNow, order == "day_first" ? DateOrder::kDayFirst : DateOrder::kUnsaid), expected) << line;
    ++rows;
  }
  EXPECT_GE(rows, 80);
}

// What a year of two digits means moves on with the years, and never lies ahead.
TEST(ThaiDateTest, YearsOfTwoDigitsLieInTheLastTwentyYears) {
  constexpr int64_t kIn2044 = 2345000000;  // April 2044, 2587 of the Buddhist era
  EXPECT_EQ(Read("25/2/87", kIn2044, DateOrder::kUnsaid), Read("25/2/2587", kIn2044, DateOrder::kUnsaid));
  EXPECT_EQ(Read("25/2/67", kIn2044, DateOrder::kUnsaid), Read("25/2/2567", kIn2044, DateOrder::kUnsaid));
  EXPECT_EQ(Read("25/2/66", kIn2044, DateOrder::kUnsaid), "!bad_time");
  EXPECT_EQ(Read("25/2/44", kIn2044, DateOrder::kUnsaid), Read("25/2/2044", kIn2044, DateOrder::kUnsaid));
  EXPECT_EQ(Read("25/2/88", kIn2044, DateOrder::kUnsaid), "!bad_time");
}

// Every day of the last years, written in each of the usual ways, is that day or refused as ambiguous; never another.
TEST(ThaiDateTest, NeverAnotherDay) {
  const std::string thai_digits[] = {"๐", "๑", "๒", "๓", "๔", "๕", "๖", "๗", "๘", "๙"};
  const auto in_thai = [&](const std::string& text) {
    std::string out;
    for (const char c : text) out += c >= '0' && c <= '9' ? thai_digits[c - '0'] : std::string(1, c);
    return out;
  };
  size_t ambiguous = 0;
  for (int64_t day = kNow / 86400 - 4000; day < kNow / 86400; ++day) {
    const int64_t begin_s = day * 86400 - kThailandS;
    const std::time_t local = begin_s + kThailandS;
    std::tm date{};
    gmtime_r(&local, &date);
    const std::string d = std::to_string(date.tm_mday), m = std::to_string(date.tm_mon + 1);
    const int year = date.tm_year + 1900;
    const std::string ce = std::to_string(year), be = std::to_string(year + 543);
    const std::string expected = std::to_string(begin_s);
    for (const std::string& text : {d + "/" + m + "/" + be, d + "-" + m + "-" + be.substr(2),
                                    in_thai(d + "/" + m + "/" + be.substr(2)), ce + "-" + m + "-" + d, be + "-" + m + "-" + d})
      EXPECT_EQ(Read(text, kNow, DateOrder::kUnsaid), expected) << text;
    for (const std::string& text : {d + "/" + m + "/" + ce, d + "/" + m + "/" + ce.substr(2)}) {
      const std::string read = Read(text, kNow, DateOrder::kUnsaid);
      if (read == "!ambiguous_date")
        ++ambiguous;
      else
        EXPECT_EQ(read, expected) << text;
      EXPECT_EQ(Read(text, kNow, DateOrder::kDayFirst), expected) << text;
    }
  }
  EXPECT_GT(ambiguous, 0u);
}

}  // namespace
}  // namespace cybercheck::ingest
