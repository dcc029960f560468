// SPDX-License-Identifier: Apache-2.0
#include "lookup/seen_name.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <string>

namespace cybercheck::lookup {
namespace {

std::string Host(std::string_view host) { return std::string(SeenName::OfHost(host).view()); }
std::string Text(std::string_view text) { return std::string(SeenName::OfText(text).view()); }

TEST(SeenName, HostsThatLookAlikeAreSeenAlike) {
  const std::string real = Host("thaipoliceonline.go.th");
  for (const char* host : {"thaip0liceonline.go.th", "thaipoliceon1ine.go.th", "thai-police-online.go.th",
                           "THAIPOLICEONLINE.go.th", "xn--thipoliceonline-vlm.go.th" /* Cyrillic а */})
    EXPECT_EQ(Host(host), real) << host;
  EXPECT_NE(Host("thaipoliceoffline.go.th"), real);
  EXPECT_EQ(Host("kasikombank.com"), Host("kasikornbank.com"));
  EXPECT_NE(Host("kasikorn.example"), Host("kasi.korn.example")) << "a dot is no hyphen";
  EXPECT_EQ(Host("xn--\x01.th"), "xn\x01.th") << "no Punycode: as it stands";
  EXPECT_EQ(Host(""), "");
}

TEST(SeenName, SendersThatLookAlikeAreSeenAlike) {
  EXPECT_EQ(Text("кbank"), Text("kbank"));
  EXPECT_EQ(Text("kb4nk"), Text("kbank"));
  EXPECT_EQ(Text("ṡcb"), Text("5cb"));
  EXPECT_EQ(Text("ไปรษณีย์ไทย"), "ไปรษณีย์ไทย");
  EXPECT_NE(Text("kbanks"), Text("kbank"));
}

TEST(SeenName, LongNamesAreCut) {
  EXPECT_EQ(Host(std::string(2000, 'w')), std::string(SeenName::kBytesMax, 'v'));
  EXPECT_EQ(Text(std::string(2000, 'm')).size(), SeenName::kBytesMax);
}

// The table is what ICU says of every folded letter of the four scripts.
TEST(SeenName, TheTableAgreesWithIcu) {
  UErrorCode status = U_ZERO_ERROR;
  USpoofChecker* checker = uspoof_open(&status);
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* decomposing = icu::Normalizer2::getNFDInstance(status);
  const auto skeleton = [&](UChar32 c) {
    icu::UnicodeString seen;
    uspoof_getSkeletonUnicodeString(checker, 0, icu::UnicodeString(c), seen, &status);
    return seen;
  };
  const auto seen_in = [&](UChar32 c) -> char {
    const icu::UnicodeString text(c);
    const UScriptCode script = uscript_getScript(c, &status);
    const bool ours =
        script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC || script == USCRIPT_ARMENIAN;
    if (!u_isalpha(c) || !ours || folding->normalize(text, status) != text) return 0;
    const UChar32 base = decomposing->normalize(text, status).char32At(0);
    if (base < 0x80) return static_cast<char>(base);
    for (char letter = 'a'; letter <= 'z'; ++letter)
      if (skeleton(base) == skeleton(letter)) return letter;
    const UChar32 upper = u_toupper(base);
    for (char letter = 'a'; letter <= 'z'; ++letter)
      if (upper != base && skeleton(upper) == skeleton(letter - 32)) return letter;
    return 0;
  };
  for (UChar32 c = 0x80; c < 0x2000; ++c) ASSERT_EQ(LetterSeenIn(static_cast<char32_t>(c)), seen_in(c)) << std::hex << c;
  ASSERT_TRUE(U_SUCCESS(status));
  uspoof_close(checker);
}

}  // namespace
}  // namespace cybercheck::lookup
