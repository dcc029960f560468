// SPDX-License-Identifier: Apache-2.0
#include "base/json_bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace cybercheck::base {
namespace {

bool IsSpecial(int byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// Every byte at every place of every length, between neighbours that sit next to it in the order of bytes.
TEST(JsonBytes, EveryByteAtEveryPlace) {
  for (size_t length = 1; length < 36; ++length) {
    for (size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(length, at % 2 == 0 ? ' ' : '!');
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(FirstJsonSpecial(text, 0), IsSpecial(byte) ? at : length) << length << " " << at << " " << byte;
        EXPECT_EQ(IsPlainJson(text), !IsSpecial(byte) && byte < 0x7f) << length << " " << at << " " << byte;
      }
    }
  }
  EXPECT_TRUE(IsPlainJson({}));
  EXPECT_EQ(FirstJsonSpecial({}, 0), 0u);
}

TEST(JsonBytes, TheFirstOfSeveral) {
  std::string text = "0123456789abcdefghijklmnopqrstuvwxyz";
  for (const size_t at : {30u, 17u, 16u, 15u, 9u, 3u}) {
    text[at] = at % 2 == 0 ? '"' : '\n';
    EXPECT_EQ(FirstJsonSpecial(text, 0), at);
  }
  EXPECT_EQ(FirstJsonSpecial(text, 4), 9u);
  EXPECT_EQ(FirstJsonSpecial(text, 31), text.size());
}

}  // namespace
}  // namespace cybercheck::base
