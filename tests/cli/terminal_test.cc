// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace cybercheck::cli {
namespace {

TEST(Terminal, LanguageOfLocale) {
  for (const char* thai : {"th", "th_TH", "th_TH.UTF-8", "th.UTF-8", "th-TH", "th@x"}) EXPECT_EQ(LanguageOfLocale(thai), Language::kThai) << thai;
  for (const char* english : {"", "C", "POSIX", "en_US.UTF-8", "thq", "t", "TH"})
    EXPECT_EQ(LanguageOfLocale(english), Language::kEnglish) << english;
}

TEST(Terminal, NothingPrintableMovesTheCursor) {
  EXPECT_EQ(Printable("ยังไม่พบ\nข้อมูล"), "ยังไม่พบ\nข้อมูล");
  EXPECT_EQ(Printable("a\x1b[31mb\r\t"), "a\xEF\xBF\xBD[31mb\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(Printable("a\xE2\x80\xAE" "b"), "a\xEF\xBF\xBD" "b");  // U+202E turns the rest of a line around
  EXPECT_EQ(Printable("\xC2\x9B" "31m"), "\xEF\xBF\xBD" "31m");    // U+009B is an escape sequence's beginning in one character
  EXPECT_EQ(Printable(std::string_view("\0", 1)), "\xEF\xBF\xBD");
  for (int c = 0; c < 256; ++c) {
    const std::string printable = Printable(std::string(1, static_cast<char>(c)));
    EXPECT_TRUE(base::IsValidUtf8(printable)) << c;
    EXPECT_EQ(Printable(printable), printable) << c;
    EXPECT_FALSE(c != '\n' && printable.size() == 1 && (c < 0x20 || c == 0x7F)) << c;
  }
}

}  // namespace
}  // namespace cybercheck::cli
