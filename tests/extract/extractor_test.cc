// SPDX-License-Identifier: Apache-2.0
#include "extract/extractor.h"

#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.h"

namespace cybercheck::extract {
namespace {

using base::ErrorCode;
using indicator::Kind;

const Extractor& TheExtractor() {
  static const Extractor extractor;
  return extractor;
}

std::vector<std::string> Keys(std::string_view text) {
  const auto found = TheExtractor().Extract(text);
  EXPECT_TRUE(found.has_value());
  std::vector<std::string> keys;
  for (const Found& f : *found) keys.push_back(f.canonical ? indicator::PrintableKey(*f.canonical) : "-");
  return keys;
}

TEST(Extractor, ALinkThatPaysAPersonIsHisNationalId) {
  EXPECT_EQ(Keys("โอนที่ https://promptpay.io/1101700230708 นะ"), std::vector<std::string>{"promptpay:nid:*"});
  EXPECT_EQ(Keys("โอนที่ https://promptpay.io/0812345678 นะ"), std::vector<std::string>{"url:promptpay.io/0812345678"});
}

void ExpectSound(std::string_view text, const std::vector<Found>& found) {
  EXPECT_LE(found.size(), kFoundMax);
  size_t last = 0;
  for (const Found& f : found) {
    EXPECT_LT(f.begin, f.end);
    EXPECT_LE(f.end, text.size());
    EXPECT_GE(f.begin, last) << "spans overlap or are out of order";
    last = f.end;
    EXPECT_TRUE(base::IsValidUtf8(text.substr(f.begin, f.end - f.begin))) << "a span cuts a character";
    if (!f.canonical) continue;
    EXPECT_FALSE(f.canonical->key.form.empty());
    if (f.canonical->sensitive) continue;
    indicator::Canonical again;
    ASSERT_TRUE(indicator::Canonicalize(f.canonical->key.kind, f.canonical->key.form, again).has_value())
        << f.canonical->key.ToString();
    EXPECT_EQ(again.key, f.canonical->key);
  }
}

TEST(Extractor, EmptyTextHasNothing) {
  EXPECT_TRUE(Keys("").empty());
  EXPECT_TRUE(Keys(" \n\t").empty());
}

TEST(Extractor, RefusesWhatIsTooLong) {
  EXPECT_TRUE(TheExtractor().Extract(std::string(kTextBytesMax, 'a')).has_value());
  const auto refused = TheExtractor().Extract(std::string(kTextBytesMax + 1, 'a'));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, ErrorCode::kValueTooLong);
}

TEST(Extractor, RefusesInvalidUtf8) {
  for (const std::string_view text : {"a\xff", "\xc3", "\xed\xa0\x80", "https://bad.example/\x80"}) {
    const auto refused = TheExtractor().Extract(text);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidUtf8);
  }
}

TEST(Extractor, NulIsACharacterLikeOthers) {
  const std::string nul(1, '\0');
  const std::string text = "โทร 069-234-5678" + nul + "https://bad.example/a" + nul;
  EXPECT_EQ(Keys(text), (std::vector<std::string>{"phone:+66692345678", "url:bad.example/a"}));
}

TEST(Extractor, SpansAreThoseOfTheTextAsGiven) {
  const std::string text = "โทร \u200B๐๖๙–๒๓๔–๕๖๗๘\u200B ค่ะ";
  const auto found = TheExtractor().Extract(text);
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(text.substr(found->front().begin, found->front().end - found->front().begin), "๐๖๙–๒๓๔–๕๖๗๘");
}

// A name in a script without spaces between two in ASCII is cut away with what stands before it; what is left is no host.
TEST(Extractor, OneLabelIsNoHost) {
  EXPECT_TRUE(Keys("0y.\u0e01\u0e04\u8e35[DOT]e").empty());
  EXPECT_TRUE(Keys("a.กขค.b").empty());
  EXPECT_EQ(Keys("a.กขค.b.com"), std::vector<std::string>{"url:b.com/"});
}

TEST(Extractor, ADialCodeHasASpanButNoKey) { EXPECT_EQ(Keys("กด *123*4# โทรออก"), std::vector<std::string>{"-"}); }

TEST(Extractor, ANationalIdIsMarkedSensitive) {
  const auto found = TheExtractor().Extract("พร้อมเพย์ 0-9999-90000-01-0");
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_TRUE(found->front().canonical->sensitive);
  EXPECT_EQ(indicator::PrintableKey(*found->front().canonical), "promptpay:nid:*");
}

TEST(Extractor, AnAccountWithoutItsBankIsUnlistable) {
  const auto found = TheExtractor().Extract("เลขบัญชี 000-1-23456-7");
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_TRUE(found->front().canonical->unlistable);
}

TEST(Extractor, FindsAtMostSoMany) {
  std::string text;
  for (size_t i = 0; i < 2 * kFoundMax; ++i) text += "a" + std::to_string(i) + ".test ";
  const auto found = TheExtractor().Extract(text);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->size(), kFoundMax);
  EXPECT_EQ(found->front().canonical->key.form, "a0.test/");
}

TEST(Extractor, MayRunOnManyThreads) {
  const std::string text = "กสิกร 000-1-23456-7 แอดไลน์ @notreal คลิกhttps://bad.example/a โทร 069-234-5678";
  const std::vector<std::string> expected = Keys(text);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) EXPECT_EQ(Keys(text), expected);
    });
  for (std::thread& thread : threads) thread.join();
}

// Any text, cut and mixed at random: sound spans, and keys that canonicalize to themselves.
TEST(Extractor, SpansAndKeysAreSoundOnMangledText) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/extract_synthetic.tsv");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  ASSERT_GT(lines.size(), 100u);
  std::mt19937 random(20240601);
  const auto pick = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random); };
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (size_t pieces = 1 + pick(4); pieces > 0; --pieces) {
      const std::string& line = lines[pick(lines.size())];
      const size_t from = pick(line.size() + 1);
      text += line.substr(from, pick(line.size() - from + 1));
    }
    for (size_t edits = pick(4); edits > 0 && !text.empty(); --edits) text[pick(text.size())] = ".@:/-09 a"[pick(9)];
    if (!base::IsValidUtf8(text)) continue;
    const auto found = TheExtractor().Extract(text);
    ASSERT_TRUE(found.has_value());
    ExpectSound(text, *found);
    if (HasFailure()) FAIL() << text;
  }
}

// Processor time of this thread: other work on the machine does not count.
double CpuMs() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double BestMs(const std::string& text, int rounds) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double from = CpuMs();
    EXPECT_TRUE(TheExtractor().Extract(text).has_value());
    best = std::min(best, CpuMs() - from);
  }
  return best;
}

// Ten times the text takes about ten times as long, also on text made to be hard to read.
TEST(Extractor, TimeIsLinearInTheText) {
  for (const std::string_view unit : {"a",
                                      "a.",
                                      "ก.",
                                      "0",
                                      "0 ",
                                      "0-",
                                      "09",
                                      "1-",
                                      "+",
                                      "+66",
                                      "((((",
                                      "@",
                                      "a@",
                                      "a@a.",
                                      "http://",
                                      "https://a.a/",
                                      "https://a@",
                                      "*1",
                                      "*1*",
                                      "line ",
                                      "line:",
                                      "เพจ",
                                      "ไลน์",
                                      "000201",
                                      "0002016304",
                                      "กสิกร ",
                                      "กสิกร 1234567890 ",
                                      "พร้อมเพย์",
                                      "พร้อมเพย์ 0",
                                      "โทร",
                                      "โทร 1",
                                      "สายด่วน",
                                      "ผู้ส่ง:",
                                      "ผู้ส่ง:\"",
                                      "[.]",
                                      "a[.]",
                                      "/",
                                      "%",
                                      "x.test/(",
                                      "x.test/)",
                                      "bit.ly/a,",
                                      "069-234-5678 ",
                                      "-",
                                      "--a",
                                      "\u200B"}) {
    std::string text;
    while (text.size() + unit.size() <= kTextBytesMax) text += unit;
    const std::string tenth = text.substr(0, text.size() / 10 / unit.size() * unit.size());
    // A busy machine slows by chance, a quadratic scanner always.
    double small = 0, large = 0;
    for (int attempt = 0; attempt < 5; ++attempt) {
      small = BestMs(tenth, 5);
      large = BestMs(text, 3);
      if (large <= 15 * small) break;
    }
    EXPECT_LE(large, 15 * small + 1.0) << "unit \"" << unit << "\": " << small << " ms, ten times as long " << large << " ms";
    EXPECT_LT(large, 500.0) << "unit \"" << unit << "\"";
  }
}

}  // namespace
}  // namespace cybercheck::extract
