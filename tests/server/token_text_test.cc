// SPDX-License-Identifier: Apache-2.0
#include "server/token_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace cybercheck::server {
namespace {

constexpr int64_t kNowS = 1'764'200'000;

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
  const std::string text = MakeInstallToken(secret, kNowS);
  const auto token = ReadInstallToken(text, secret);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->id, text.substr(10, 32));
  EXPECT_EQ(token->issued_day, kNowS / 86400);
  EXPECT_FALSE(ReadInstallToken(text, other));
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'0', '1', '_', '-'}) {
      std::string changed = text;
      changed[i] = changed[i] == c ? 'x' : c;
      EXPECT_FALSE(ReadInstallToken(changed, secret)) << i;
    }
  }
  EXPECT_FALSE(ReadInstallToken(text + "0", secret));
  EXPECT_FALSE(ReadInstallToken("", secret));
}

TEST(TokenTextTest, AnInstallTokenIsOverAfterItsDays) {
  const std::vector<uint8_t> secret(32, 7);
  const std::string text = MakeInstallToken(secret, kNowS);
  const auto token = ReadInstallToken(text, secret);
  ASSERT_TRUE(token);
  EXPECT_FALSE(token->IsOver(kNowS + 400 * 86400, 400));
  EXPECT_TRUE(token->IsOver(kNowS + 401 * 86400, 400));
  EXPECT_FALSE(token->IsOver(kNowS + int64_t{40'000} * 86400, 0)) << "never";
}

TEST(TokenTextTest, EqualityLooksAtEveryByte) {
  const std::vector<uint8_t> a = {1, 2, 3}, b = {1, 2, 4}, c = {1, 2};
  EXPECT_TRUE(EqualInConstantTime(a, a));
  EXPECT_FALSE(EqualInConstantTime(a, b));
  EXPECT_FALSE(EqualInConstantTime(a, c));
}

}  // namespace
}  // namespace cybercheck::server
