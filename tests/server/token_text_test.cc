// SPDX-License-Identifier: Apache-2.0
#include "server/token_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace cybercheck::server {
namespace {

TEST(TokenTextTest, ANewTokenHasTheFormAndItsDigest) {
  const NewToken token = MakeToken();
  EXPECT_EQ(token.text.size(), 4u + 16 + 1 + 43);
  EXPECT_EQ(TokenIdOf(token.text), token.id);
  EXPECT_EQ(token.digest, base::Sha256(token.text));
  EXPECT_NE(MakeToken().text, token.text);
}

TEST(TokenTextTest, OnlyThatFormIsAToken) {
  const std::string text = MakeToken().text;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = '!';
    EXPECT_FALSE(TokenIdOf(other)) << i;
  }
  EXPECT_FALSE(TokenIdOf(""));
  EXPECT_FALSE(TokenIdOf(text + "A"));
  EXPECT_FALSE(TokenIdOf(text.substr(1)));
  std::string upper = text;
  upper[4] = 'A';
  EXPECT_FALSE(TokenIdOf(upper));
}

TEST(TokenTextTest, AnInstallTokenIsKnownByItsSecretAlone) {
  const std::vector<uint8_t> secret(32, 7), other(32, 8);
  const std::string text = MakeInstallToken(secret);
  ASSERT_TRUE(InstallIdOf(text, secret));
  EXPECT_EQ(*InstallIdOf(text, secret), text.substr(4, 32));
  EXPECT_FALSE(InstallIdOf(text, other));
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(InstallIdOf(changed, secret)) << i;
  }
  EXPECT_FALSE(InstallIdOf(text + "0", secret));
  EXPECT_FALSE(InstallIdOf("", secret));
}

TEST(TokenTextTest, EqualityLooksAtEveryByte) {
  const std::vector<uint8_t> a = {1, 2, 3}, b = {1, 2, 4}, c = {1, 2};
  EXPECT_TRUE(EqualInConstantTime(a, a));
  EXPECT_FALSE(EqualInConstantTime(a, b));
  EXPECT_FALSE(EqualInConstantTime(a, c));
}

}  // namespace
}  // namespace cybercheck::server
