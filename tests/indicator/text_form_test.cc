// SPDX-License-Identifier: Apache-2.0
#include "indicator/text_form.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>

#include <random>

#include "base/utf8.h"
#include "indicator/nfc.h"
#include "indicator/tables/code_points.h"

namespace cybercheck::indicator {
namespace {

std::string Plain(std::string_view text) {
  std::string buffer;
  return std::string(PlainText(text, buffer));
}

std::string Folded(std::string_view text) {
  std::string out;
  NfkcCasefold(text, out);
  return out;
}

const icu::Normalizer2& Icu(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getInstance(nullptr, name, UNORM2_COMPOSE, status);
  EXPECT_TRUE(U_SUCCESS(status));
  return *normalizer;
}

std::string IcuNormalized(const char* name, const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  Icu(name).normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
  return out;
}

TEST(TextFormTest, PlainText) {
  EXPECT_EQ(Plain("๐๘๑ ๒๓๔ ๕๖๗๘"), "081 234 5678");
  EXPECT_EQ(Plain("０８１－２３４"), "081-234");
  EXPECT_EQ(Plain("\u200B0\u20608\uFEFF1\u00AD\u202A2\u200F"), "0812");
  EXPECT_EQ(Plain("08\u00A01\u202F2\u30003"), "08 1 2 3");
  EXPECT_EQ(Plain("แบงก์"), "แบงก์");
  EXPECT_EQ(Plain("a\xFF\u200B" "b\xE0\xB8"), "a\xFF" "b\xE0\xB8") << "bytes that are not UTF-8 are kept";
  EXPECT_EQ(Plain(""), "");
}

TEST(TextFormTest, UnchangedTextIsNotCopied) {
  std::string buffer = "untouched";
  for (std::string_view text : {"081-234-5678", "ธนาคาร", ""}) {
    EXPECT_EQ(PlainText(text, buffer).data(), text.data());
    EXPECT_EQ(StripZeroWidth(text, buffer).data(), text.data());
  }
  EXPECT_EQ(buffer, "untouched");
}

TEST(TextFormTest, TrimSpaces) {
  EXPECT_EQ(TrimSpaces(" \t\r\n a b \x01"), "a b");
  EXPECT_EQ(TrimSpaces("   "), "");
}

TEST(TextFormTest, NfkcCasefoldExamples) {
  EXPECT_EQ(Folded("ＫＢａｎｋ"), "kbank");
  EXPECT_EQ(Folded("Straße"), "strasse");
  EXPECT_EQ(Folded("ﬁ①\u00AD\u200B"), "fi1");
  EXPECT_EQ(Folded("e\u0301"), "é");
  EXPECT_EQ(Folded("ไปรษณีย์ไทย"), "ไปรษณีย์ไทย");
  EXPECT_EQ(Folded("a\xFF"), "a\uFFFD");
}

TEST(TextFormTest, EveryCodePointFoldsAsIcuFoldsIt) {
  int wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF && wrong < 20; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    base::AppendUtf8(text, c);
    const std::string expected = IcuNormalized("nfkc_cf", text);
    EXPECT_EQ(Folded(text), expected) << std::hex << static_cast<uint32_t>(c);
    wrong += Folded(text) != expected;
  }
}

// Sequences of marks, jamo and letters that compose, in any order.
TEST(TextFormTest, RandomTextNormalizesAsIcuNormalizesIt) {
  static constexpr char32_t kParts[] = {U'a', U'E', U'o', U'ß', U'Ω', U'\u0301', U'\u0308', U'\u0323', U'\u0327', U'\u0345', U'\u0338', U'\u1100',
                                        U'\u1161', U'\u11A8', U'\uAC00', U'\u0E33', U'\u0E4D', U'\u0E48', U'\u0F71', U'\u0F72', U'\u0F74', U'\u09C7',
                                        U'\u09BE', U'\u212B', U'\u1E9B', U'\uFB49', U'\u2F33', U'\U0002F81A', U'\U0001D15E', U'\u3099', U'\u304B', U'\u200D'};
  std::mt19937_64 random(7);
  for (int i = 0; i < 100000; ++i) {
    std::u32string text;
    for (size_t length = 1 + random() % 9; length > 0; --length) text.push_back(kParts[random() % std::size(kParts)]);
    std::string utf8;
    for (char32_t c : text) base::AppendUtf8(utf8, c);

    NormalizeNfc(text);
    std::string ours;
    for (char32_t c : text) base::AppendUtf8(ours, c);
    ASSERT_EQ(ours, IcuNormalized("nfc", utf8)) << utf8;
    ASSERT_EQ(Folded(utf8), IcuNormalized("nfkc_cf", utf8)) << utf8;
    ASSERT_EQ(Folded(Folded(utf8)), Folded(utf8)) << utf8;
  }
}

}  // namespace
}  // namespace cybercheck::indicator
