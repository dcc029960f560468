// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

#include <gtest/gtest.h>

#include <array>

namespace cybercheck::base {
namespace {

TEST(HexTest, EveryByteThereAndBack) {
  std::array<uint8_t, 256> bytes;
  for (int i = 0; i < 256; ++i) bytes[i] = static_cast<uint8_t>(i);
  const std::string hex = HexEncode(bytes);
  EXPECT_EQ(hex.substr(0, 8), "00010203");
  EXPECT_EQ(hex.substr(510), "ff");
  std::array<uint8_t, 256> back;
  ASSERT_TRUE(HexDecode(hex, back));
  EXPECT_EQ(back, bytes);
}

TEST(HexTest, RefusesOtherLengthsAndDigits) {
  std::array<uint8_t, 2> out;
  EXPECT_TRUE(HexDecode("AbCd", out));
  EXPECT_FALSE(HexDecode("abc", out));
  EXPECT_FALSE(HexDecode("abcde", out));
  EXPECT_FALSE(HexDecode("abcg", out));
}

}  // namespace
}  // namespace cybercheck::base
