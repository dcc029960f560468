// SPDX-License-Identifier: Apache-2.0
// Vectors: FIPS 180-4 examples; RFC 4231 cases 1, 2 and 6.
#include "base/sha256.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace cybercheck::base {
namespace {

TEST(Sha256Test, PublishedExamples) {
  EXPECT_EQ(HexEncode(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexEncode(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Stream().Update("a").Update("bc").Finish(), Sha256("abc"));
}

TEST(HmacTest, Rfc4231) {
  const std::vector<uint8_t> key1(20, 0x0b), key6(131, 0xaa);
  EXPECT_EQ(HexEncode(HmacSha256(key1, "Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const std::string jefe = "Jefe";
  EXPECT_EQ(HexEncode(HmacSha256({reinterpret_cast<const uint8_t*>(jefe.data()), 4}, "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexEncode(HmacSha256(key6, "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace cybercheck::base
