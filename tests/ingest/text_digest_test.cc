// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_digest.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/hex.h"

namespace cybercheck::ingest {
namespace {

std::string DigestOf(std::string_view text, uint8_t secret = 7) {
  const DigestKeyer key = [secret](const base::Digest& digest) -> base::Result<std::string> {
    return base::HexEncode(base::HmacSha256(std::vector<uint8_t>(32, secret), base::HexEncode(digest)));
  };
  return TextDigest(text, key).value();
}

TEST(TextDigestTest, TextsThatSayTheSameAreFound) {
  const std::string one = DigestOf("ด่วน! โทร 081-234-5678 หรือ LINE: Shop");
  EXPECT_EQ(one.size(), 32u);
  EXPECT_EQ(DigestOf("  ด่วน!\n\tโทร  081-234-5678 หรือ line: shop \r\n"), one);
  EXPECT_EQ(DigestOf("ด่วน! โทร 081-234\u200b-5678 หรือ ＬＩＮＥ: shop"), one);
  EXPECT_NE(DigestOf("ด่วน! โทร 081-234-5679 หรือ LINE: Shop"), one);
  EXPECT_NE(DigestOf("ด่วน! โทร 081-234-5678 หรือ LINE:Shop"), one);
}

TEST(TextDigestTest, NobodyTriesTextsOnItWithoutTheKey) { EXPECT_NE(DigestOf("x", 7), DigestOf("x", 8)); }

TEST(TextDigestTest, NothingHasNone) {
  EXPECT_EQ(DigestOf(""), "");
  EXPECT_EQ(DigestOf(" \n\u200b"), "");
}

}  // namespace
}  // namespace cybercheck::ingest
