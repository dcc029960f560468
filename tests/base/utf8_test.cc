// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace cybercheck::base {
namespace {

TEST(Utf8Test, EveryScalarValueThereAndBack) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(text, c);
    const CodePoint back = DecodeUtf8(text, 0);
    ASSERT_EQ(back.value, c);
    ASSERT_EQ(back.size, text.size());
    ASSERT_TRUE(IsValidUtf8(text));
  }
}

TEST(Utf8Test, RefusesWhatRfc3629Refuses) {
  for (std::string_view bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                               "\xF5\x80\x80\x80", "\xFF", "\xE0\xB8", "\xF0\x9F\x98", "\xE0\x28\xA1"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
    EXPECT_EQ(FirstInvalidUtf8(std::string("ab") + std::string(bad)), 2u);
  }
  EXPECT_TRUE(IsValidUtf8(std::string_view("a\0b", 3)));
}

TEST(Utf8Test, AsciiAtEveryLengthAndPlace) {
  for (size_t length = 0; length < 40; ++length) {
    std::string text(length, 'x');
    EXPECT_TRUE(IsAscii(text));
    for (size_t at = 0; at < length; ++at) {
      std::string other = text;
      other[at] = '\x80';
      EXPECT_FALSE(IsAscii(other)) << length << " " << at;
    }
  }
}

}  // namespace
}  // namespace cybercheck::base
