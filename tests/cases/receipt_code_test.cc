// SPDX-License-Identifier: Apache-2.0
#include "cases/receipt_code.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace cybercheck::cases {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

ReceiptCode CodeOf(int number) {
  const std::vector<uint8_t> secret(32, 7);
  return ReceiptCodeOf(secret, base::Sha256(std::to_string(number)), static_cast<uint16_t>(number % 3));
}

std::string Bare(const ReceiptCode& code) {
  std::string text = FormatReceiptCode(code);
  std::erase(text, '-');
  return text;
}

TEST(ReceiptCodeTest, EverythingItIsMadeFromCounts) {
  const std::vector<uint8_t> secret(32, 7), other(32, 8);
  const event::EntryId id = base::Sha256("entry");
  std::set<ReceiptCode> codes = {ReceiptCodeOf(secret, id, 0), ReceiptCodeOf(other, id, 0), ReceiptCodeOf(secret, id, 1),
                                 ReceiptCodeOf(secret, id, 0, 1), ReceiptCodeOf(secret, base::Sha256("other"), 0)};
  EXPECT_EQ(codes.size(), 5u);
  EXPECT_EQ(ReceiptCodeOf(secret, id, 0), ReceiptCodeOf(secret, id, 0, 0));
}

// Codes are out in the world: how one is made never changes.
TEST(ReceiptCodeTest, IsWrittenAsItAlwaysWas) {
  EXPECT_EQ(FormatReceiptCode({}), "0000-0000-0000-0000-0");
  EXPECT_EQ(FormatReceiptCode({0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "0000-0000-0000-0001-2");
  EXPECT_EQ(FormatReceiptCode({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}).substr(0, 19), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
}

TEST(ReceiptCodeTest, IsReadHoweverItIsTyped) {
  for (int number = 0; number < 200; ++number) {
    const ReceiptCode code = CodeOf(number);
    const std::string text = FormatReceiptCode(code);
    ASSERT_EQ(text.size(), 21u);
    EXPECT_EQ(ParseReceiptCode(text), code);
    EXPECT_EQ(ParseReceiptCode(Bare(code)), code);
    std::string typed = "  ";
    for (const char c : text) {
      typed += c == '0'   ? (number % 2 == 0 ? 'o' : 'O')
               : c == '1' ? (number % 2 == 0 ? 'l' : 'I')
                          : static_cast<char>(std::tolower(c));
      if (c == '-') typed += ' ';
    }
    EXPECT_EQ(ParseReceiptCode(typed), code) << typed;
    EXPECT_TRUE(SameReceiptCode(code, *ParseReceiptCode(text)));
  }
  for (const std::string_view bad : {"", "-", "0000-0000-0000-0000", "0000-0000-0000-0000-00", "0000-0000-0000-000U-0",
                                     "0000_0000_0000_0000_0", "\xe0\xb9\x90", "0000-0000-0000-0000-1"})
    EXPECT_FALSE(ParseReceiptCode(bad)) << bad;
  EXPECT_FALSE(ParseReceiptCode(std::string(100, ' ') + "00000000000000000"));
}

TEST(ReceiptCodeTest, EveryWrongCharacterIsNoticed) {
  for (int number = 0; number < 100; ++number) {
    const std::string good = Bare(CodeOf(number));
    for (size_t at = 0; at < good.size(); ++at)
      for (const char c : kAlphabet) {
        std::string wrong = good;
        wrong[at] = c;
        EXPECT_EQ(ParseReceiptCode(wrong).has_value(), c == good[at]) << good << " " << wrong;
      }
  }
}

TEST(ReceiptCodeTest, EveryTwoThatChangedPlacesAreNoticed) {
  for (int number = 0; number < 500; ++number) {
    const std::string good = Bare(CodeOf(number));
    for (size_t a = 0; a < good.size(); ++a)
      for (size_t b = a + 1; b < good.size(); ++b) {
        std::string wrong = good;
        std::swap(wrong[a], wrong[b]);
        EXPECT_EQ(ParseReceiptCode(wrong).has_value(), good[a] == good[b]) << good << " " << wrong;
      }
  }
}

TEST(ReceiptCodeTest, CodesThatDifferInOneBitAreNotTheSame) {
  const ReceiptCode code = CodeOf(1);
  for (size_t bit = 0; bit < 8 * code.size(); ++bit) {
    ReceiptCode other = code;
    other[bit / 8] = static_cast<uint8_t>(other[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(SameReceiptCode(code, other));
  }
}

}  // namespace
}  // namespace cybercheck::cases
