// SPDX-License-Identifier: Apache-2.0
#include "indicator/url.h"

#include <gtest/gtest.h>

#include "indicator/canonical.h"

namespace cybercheck::indicator {
namespace {

std::string KeyOf(std::string_view url) {
  Canonical out;
  const auto result = Canonicalize(Kind::kUrl, url, out);
  if (result.has_error()) return "! " + std::string(base::Describe(result.error().code).name);
  return PrintableKey(out);
}

std::string AlsoOf(std::string_view url) {
  Canonical out;
  if (Canonicalize(Kind::kUrl, url, out).has_error()) return "!";
  std::string also;
  for (const Canonical::Also& one : out.Alsos()) also += (also.empty() ? "" : " ") + one.key.ToString();
  return also;
}

TEST(UrlTest, PlainUrlsAreUrls) {
  EXPECT_EQ(KeyOf("https://Bad.Example/Login?x=1#y"), "url:bad.example/Login?x=1");
  EXPECT_EQ(AlsoOf("https://Bad.Example/"), "");
  EXPECT_EQ(KeyOf(""), "! empty_value");
  EXPECT_EQ(KeyOf(std::string(kValueBytesMax + 1, 'a')), "! value_too_long");
}

TEST(UrlTest, LineAddressesAreHandedOn) {
  EXPECT_EQ(KeyOf("line://ti/p/~badshop99"), "line:badshop99");
  EXPECT_EQ(KeyOf(" LINE://ti/p/@badshop"), "line:@badshop");
}

TEST(UrlTest, UrlsOfAccountsGiveTheAccount) {
  EXPECT_EQ(KeyOf("https://line.me/ti/p/~badshop99"), "line:badshop99");
  EXPECT_EQ(AlsoOf("https://line.me/ti/p/~badshop99"), "url:line.me/ti/p/~badshop99");
  EXPECT_EQ(KeyOf("hxxps://www[.]facebook[.]com/bad.shop?x"), "facebook:badshop");
  EXPECT_EQ(KeyOf("www.tiktok.com/@Bad.Shop"), "tiktok:bad.shop");
  EXPECT_EQ(KeyOf("https://evil.example/www.facebook.com/bad.shop"), "url:evil.example/www.facebook.com/bad.shop");
}

TEST(UrlTest, WrappersAreUnwrapped) {
  EXPECT_EQ(KeyOf("https://l.facebook.com/l.php?u=https%3A%2F%2FBad.example%2Fx&h=AT0abc"), "url:bad.example/x");
  std::string nested = "http://bad.example/";
  for (int i = 0; i < 16; ++i) nested = "https://l.facebook.com/l.php?u=" + nested;
  EXPECT_EQ(KeyOf(nested), "url:bad.example/");
  EXPECT_EQ(KeyOf("https://l.facebook.com/l.php?u=" + nested), "! not_an_indicator");
}

// A reused Canonical shows nothing of the value before.
TEST(UrlTest, NothingIsLeftOver) {
  Canonical out;
  ASSERT_TRUE(Canonicalize(Kind::kUrl, "hxxp://u@[bad[.]example" + std::string(9000, 'x'), out).has_error());
  ASSERT_TRUE(Canonicalize(Kind::kUrl, "hxxp://u@ba%00d[.]example/" + std::string(9000, 'x'), out).has_value());
  EXPECT_TRUE(!out.visitable && out.truncated && out.userinfo && out.refanged);
  ASSERT_TRUE(Canonicalize(Kind::kUrl, "https://line.me/ti/p/~x9876", out).has_value());
  ASSERT_TRUE(Canonicalize(Kind::kUrl, "http://bad.example/", out).has_value());
  EXPECT_EQ(out.key.ToString(), "url:bad.example/");
  EXPECT_TRUE(out.visitable && !out.truncated && !out.userinfo && !out.refanged && !out.opaque && out.Alsos().empty());
}

TEST(CanonicalTest, NationalIdsAreNeverPrinted) {
  Canonical out;
  out.key = {Kind::kPromptpay, "nid:1101700230708"};
  out.sensitive = true;
  EXPECT_EQ(PrintableKey(out), "promptpay:nid:*");
  const std::array<uint8_t, 32> secret = {1, 2, 3};
  KeyNationalId(secret, out);
  EXPECT_FALSE(out.sensitive);
  EXPECT_EQ(out.key.form.size(), 4 + 32u);
  EXPECT_EQ(out.key.form.find("1101700230708"), std::string::npos);
  const std::string keyed = out.key.form;
  KeyNationalId(secret, out);
  EXPECT_EQ(out.key.form, keyed) << "once";
  EXPECT_EQ(PrintableKey(out), "promptpay:" + keyed);

  Canonical other;
  other.key = {Kind::kPromptpay, "nid:1101700230708"};
  other.sensitive = true;
  KeyNationalId(std::array<uint8_t, 32>{9}, other);
  EXPECT_NE(other.key.form, keyed) << "another secret, another key";
}

}  // namespace
}  // namespace cybercheck::indicator
