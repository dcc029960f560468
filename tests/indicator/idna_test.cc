// SPDX-License-Identifier: Apache-2.0
// Our UTS #46 against ICU's, with the options browsers use.
#include "indicator/idna.h"

#include <gtest/gtest.h>
#include <unicode/uidna.h>
#include <unicode/uniset.h>

#include <iterator>
#include <map>
#include <optional>
#include <random>

#include "base/utf8.h"

namespace cybercheck::indicator {
namespace {

// What browsers overlook (VerifyDnsLength and CheckHyphens off).
constexpr uint32_t kOverlooked = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG |
                                 UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

std::optional<std::string> IcuToAscii(const std::string& domain) {
  static UIDNA* idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &status);
  }();
  std::string ascii(16384, '\0');
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const int32_t size = uidna_nameToASCII_UTF8(idna, domain.data(), static_cast<int32_t>(domain.size()), ascii.data(),
                                              static_cast<int32_t>(ascii.size()), &info, &status);
  if (U_FAILURE(status) || (info.errors & ~kOverlooked) != 0) return std::nullopt;
  ascii.resize(static_cast<size_t>(size));
  return ascii;
}

std::optional<std::string> Ours(const std::string& domain) {
  std::string ascii;
  if (!DomainToAscii(domain, ascii)) return std::nullopt;
  return ascii;
}

std::string Utf8(const std::u32string& text) {
  std::string utf8;
  for (char32_t c : text) base::AppendUtf8(utf8, c);
  return utf8;
}

std::string Escaped(const std::string& utf8) {
  std::string text;
  for (size_t at = 0; at < utf8.size();) {
    const base::CodePoint c = base::DecodeUtf8(utf8, at);
    char code_point[16];
    std::snprintf(code_point, sizeof code_point, c.value > 0x20 && c.value < 0x7F ? "%c" : "<%04X>", static_cast<unsigned>(c.value));
    text += code_point;
    at += std::max<size_t>(c.size, 1);
  }
  return text;
}

// Compares and says which; false ends a test that would otherwise print a hundred thousand lines.
bool Agree(const std::string& domain) {
  const std::optional<std::string> ours = Ours(domain), icu = IcuToAscii(domain);
  EXPECT_EQ(ours, icu) << Escaped(domain);
  return ours == icu;
}

TEST(IdnaTest, KnownNames) {
  EXPECT_EQ(Ours("แบงก์.com"), "xn--12cl0dti7b.com");
  EXPECT_EQ(Ours("pаypal.com"), "xn--pypal-4ve.com");
  EXPECT_EQ(Ours("faß.de"), "xn--fa-hia.de");
  EXPECT_EQ(Ours("ΒΌΛΟΣ.com"), "xn--nxasmq6b.com") << "a capital sigma is never final";
  EXPECT_EQ(Ours("βόλος.com"), "xn--nxasmm1c.com");
  EXPECT_EQ(Ours("www.①.com"), "www.1.com");
  EXPECT_EQ(Ours("日本語。jp"), "xn--wgv71a119e.jp");
  EXPECT_EQ(Ours("a\u00ADb\u200B.x"), "ab.x");
  EXPECT_EQ(Ours("\u00AD"), "");
  EXPECT_EQ(Ours("-a-.ab--c.a_b..x"), "-a-.ab--c.a_b..x");
  EXPECT_EQ(Ours(std::string(300, 'a') + "ä.com")->substr(0, 4), "xn--") << "long labels pass";
  EXPECT_EQ(Ours("a\xFF.com"), std::nullopt);
  EXPECT_EQ(Ours("\u200Ebad.com"), std::nullopt);
  EXPECT_EQ(Ours("a\u200Db.com"), std::nullopt) << "a joiner without a virama before it";
  EXPECT_EQ(Ours("xn--a\u0308.com"), std::nullopt);
  EXPECT_EQ(Ours("\u0301a.com"), std::nullopt) << "starts with a mark";
}

TEST(IdnaTest, TooManyCodePoints) {
  EXPECT_TRUE(Ours(Utf8(std::u32string(kIdnaCodePointsMax, U'ä'))).has_value());
  EXPECT_FALSE(Ours(Utf8(std::u32string(kIdnaCodePointsMax + 1, U'ä'))).has_value());
}

// Each code point alone (what it maps to, whether a label may start with it), inside a label (joiners, bidi) and after a virama.
TEST(IdnaTest, EveryCodePointAgreesWithIcu) {
  int wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF && wrong < 20; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    wrong += !Agree(Utf8({c}));
    wrong += !Agree(Utf8({U'a', c, U'b', U'.', U'c'}));
    wrong += !Agree(Utf8({U'\u05D0', c, U'\u05D1'}));
  }
}

// The names are random but the same on every run and machine.
class Names {
 public:
  std::string Next() {
    std::u32string name;
    const unsigned labels = 1 + Below(3);
    for (unsigned label = 0; label < labels; ++label) {
      if (label > 0) name.push_back(Below(8) == 0 ? Pick(kDots) : U'.');
      AppendLabel(name);
    }
    return Utf8(name);
  }

 private:
  static constexpr char32_t kDots[] = {U'.', U'\u3002', U'\uFF0E', U'\uFF61'};
  static constexpr char32_t kDeviations[] = {U'ß', U'ς', U'\u200C', U'\u200D', U'\u1E9E'};
  static constexpr char32_t kIgnored[] = {U'\u00AD', U'\u200B', U'\u2060', U'\uFE0F', U'\u034F', U'\u180B'};
  static constexpr char32_t kViramas[] = {U'\u094D', U'\u0E3A', U'\u0DCA', U'\u09CD', U'\u0BCD', U'\u1B44', U'\u1039', U'\u0F84'};
  static constexpr char32_t kMarks[] = {U'\u0301', U'\u0308', U'\u0327', U'\u0338', U'\u05BC', U'\u064E', U'\u0E48', U'\u3099', U'\u0345'};
  static constexpr char32_t kAscii[] = {U'a', U'B', U'0', U'-', U'_', U'=', U'<', U'!', U'\'', U'z', U'1'};
  struct Range {
    char32_t first, last;
  };
  static constexpr Range kScripts[] = {{0x61, 0x7A},     {0xC0, 0x24F},    {0x300, 0x36F},   {0x370, 0x3FF},   {0x400, 0x4FF},   {0x590, 0x5FF},
                                       {0x600, 0x6FF},   {0x700, 0x74F},   {0x900, 0x97F},   {0x980, 0x9FF},   {0xE01, 0xE5B},   {0x1000, 0x109F},
                                       {0x1100, 0x11FF}, {0x1E00, 0x1FFF}, {0x2000, 0x218F}, {0x2460, 0x24FF}, {0x3040, 0x30FF}, {0x3200, 0x33FF},
                                       {0x4E00, 0x4FFF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFB00, 0xFDFF}, {0xFE00, 0xFFFF}, {0x10A00, 0x10AFF},
                                       {0x1D400, 0x1D7FF}, {0x1E800, 0x1EFFF}, {0x1F300, 0x1F64F}, {0x2F800, 0x2FA1F}, {0xE0000, 0xE01FF}};

  unsigned Below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  template <size_t N>
  char32_t Pick(const char32_t (&from)[N]) {
    return from[Below(N)];
  }

  void AppendLabel(std::u32string& name) {
    const Range& script = kScripts[Below(std::size(kScripts))];
    const unsigned length = 1 + Below(7);
    const size_t start = name.size();
    for (unsigned i = 0; i < length; ++i) {
      const unsigned what = Below(40);
      if (what < 24) {
        name.push_back(script.first + Below(script.last - script.first + 1));
      } else if (what < 28) {
        name.push_back(Pick(kAscii));
      } else if (what < 30) {
        name.push_back(Pick(kDeviations));
      } else if (what < 31) {
        name.push_back(Pick(kIgnored));
      } else if (what < 33) {
        name.push_back(Pick(kViramas));
        name.push_back(Below(2) == 0 ? U'\u200D' : U'\u200C');
      } else if (what < 37) {
        name.push_back(Pick(kMarks));
      } else if (what < 38) {
        name.push_back(Below(0x110000));
        if (name.back() >= 0xD800 && name.back() <= 0xDFFF) name.back() = U'a';
      } else {
        const Range& other = kScripts[Below(std::size(kScripts))];
        name.push_back(other.first + Below(other.last - other.first + 1));
      }
    }
    if (Below(4) == 0) AsPunycode(name, start);
  }

  // The label's own Punycode, sometimes with a letter changed, so that it decodes to anything.
  void AsPunycode(std::u32string& name, size_t start) {
    UErrorCode status = U_ZERO_ERROR;
    std::string ascii;
    if (const std::optional<std::string> own = IcuToAscii(Utf8(name.substr(start))); own && own->starts_with("xn--")) {
      ascii = *own;
    } else {
      ascii = "xn--";
      for (unsigned i = 1 + Below(8); i > 0; --i) ascii.push_back("abcdefghijklmnopqrstuvwxyz0123456789-"[Below(37)]);
    }
    if (Below(3) == 0) ascii[4 + Below(static_cast<unsigned>(ascii.size() - 4))] = "abz09-A"[Below(7)];
    if (Below(6) == 0) ascii[Below(2)] = "XN"[Below(2)];
    name.resize(start);
    name.append(ascii.begin(), ascii.end());
    EXPECT_TRUE(U_SUCCESS(status));
  }

  std::mt19937_64 random_{20240914};
};

TEST(IdnaTest, GeneratedNamesAgreeWithIcu) {
  Names names;
  constexpr int kNames = 200000;
  int accepted = 0, wrong = 0;
  for (int i = 0; i < kNames && wrong < 20; ++i) {
    const std::string name = names.Next();
    accepted += Ours(name).has_value();
    wrong += !Agree(name);
  }
  std::printf("%d names, %d of them accepted by both\n", kNames, accepted);
  EXPECT_GT(accepted, kNames / 20) << "names that are all refused show little";
}

TEST(IdnaTest, AsciiFormIsItsOwnAsciiForm) {
  Names names;
  for (int i = 0; i < 50000; ++i) {
    const std::string name = names.Next();
    const std::optional<std::string> ascii = Ours(name);
    if (!ascii) continue;
    ASSERT_EQ(Ours(*ascii), ascii) << Escaped(name);
  }
}

}  // namespace
}  // namespace cybercheck::indicator
