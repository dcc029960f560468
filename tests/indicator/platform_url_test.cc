// SPDX-License-Identifier: Apache-2.0
#include "indicator/platform_url.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"
#include "tests/indicator/test_rows.h"

namespace cybercheck::indicator {
namespace {

// Every address row of the platforms' vectors gives the same key when it is given as a URL.
TEST(PlatformUrlTest, AUrlOfAPlatformIsItsAccount) {
  size_t urls = 0;
  for (const auto& [name, kind] : {std::pair{"line.tsv", Kind::kLine}, {"tiktok.tsv", Kind::kTiktok}, {"facebook.tsv", Kind::kFacebook}}) {
    for (const test::Row& row : test::ReadVectors(name)) {
      if (row.fields[1].starts_with('!') || row.fields[2].find("=url:") == std::string::npos) continue;
      if (static_cast<unsigned char>(row.fields[0][0]) >= 0x80) continue;  // a label before the address
      ++urls;
      Canonical out;
      ASSERT_TRUE(Canonicalize(Kind::kUrl, row.fields[0], out).has_value()) << row.fields[0];
      EXPECT_EQ(out.key.kind, kind) << row.fields[0];
      EXPECT_EQ(out.key.form, row.fields[1]) << row.fields[0];
      EXPECT_EQ(test::Extras(out), row.fields[2]) << row.fields[0];
    }
  }
  EXPECT_GE(urls, 75u);
}

TEST(PlatformUrlTest, OtherUrlsStayUrls) {
  for (const char* url : {"https://bad.example/@shop", "https://line.me/", "https://line.me/en/", "https://www.tiktok.com/foryou", "https://www.facebook.com/help/1",
                          "https://www.facebook.com/", "https://notline.me/ti/p/~badshop", "https://line.me.bad.example/ti/p/~badshop",
                          "https://lin.ee/", "https://lin.ee/-_/AbCdEf1", "https://developers.facebook.com/badshop", "https://shop-th.tiktok.com/view/product/1729"}) {
    Canonical out;
    ASSERT_TRUE(Canonicalize(Kind::kUrl, url, out).has_value()) << url;
    EXPECT_EQ(out.key.kind, Kind::kUrl) << url;
    EXPECT_EQ(out.also_count, 0u) << url;
    EXPECT_FALSE(out.opaque) << url;
  }
}

TEST(PlatformUrlTest, RedirectWrappersAreOpened) {
  const std::pair<const char*, const char*> rows[] = {
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2F", "bad.example/"},
      {"https://lm.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx&h=AT0abc&s=1", "bad.example/x"},
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Fa%3D1%26b%3D2&h=AT0abc", "bad.example/x?a=1&b=2"},
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Ffbclid%3DIwAR0&h=AT0abc", "bad.example/x"},
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Ffbclid%3DIwAR0%26a%3D1&h=AT0", "bad.example/x?a=1"},
      {"https://l.facebook.com/l.php?h=AT0abc&u=https%3A%2F%2Fbad.example%2F", "bad.example/"},
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fbad.example%252F", "bad.example/"},
      // The inner URL's own parameters, though they are named as the wrapper's are.
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Fa%3D1%26h%3D2%26s%3D1%26enc%3D3&h=AT0abc&s=1", "bad.example/x?a=1&h=2&s=1&enc=3"},
      {"https://l.facebook.com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Fu%3D1%26c%5B0%5D%3D2%23top&h=AT0abc#end", "bad.example/x?u=1&c[0]=2"},
      {"hxxps://l[.]facebook[.]com/l.php?u=https%3A%2F%2Fbad.example%2Fx%3Fh%3D2%26h%3D3&h=AT0abc", "bad.example/x?h=2&h=3"},
      {"https://l.facebook.com/l.php?%75=https%3A%2F%2Fbad.example%2Fx&h=AT0abc", "bad.example/x"},
      {"https://l.facebook.com/l.php?u=https%253A%252F%252Fbad.example%252Fx&h=AT0abc", "bad.example/x"},
      {"https://l.facebook.com/l.php?h=AT0abc", "l.facebook.com/l.php?h=AT0abc"},
      {"https://l.facebook.com.bad.example/l.php?u=https%3A%2F%2Fgood.example%2F", "l.facebook.com.bad.example/l.php?u=https://good.example/"},
  };
  for (const auto& [url, form] : rows) {
    Canonical out;
    ASSERT_TRUE(Canonicalize(Kind::kUrl, url, out).has_value()) << url;
    EXPECT_EQ(out.key.form, form) << url;
  }
}

TEST(PlatformUrlTest, AnUnmatchedFormChangesNothing) {
  Canonical out;
  out.key = {Kind::kUrl, "before"};
  EXPECT_FALSE(AccountOfUrl("bad.example/x", out));
  EXPECT_FALSE(AccountOfUrl("www.tiktok.com/@!/video/1", out));
  EXPECT_FALSE(AccountOfUrl("", out));
  EXPECT_EQ(out.key, (Key{Kind::kUrl, "before"}));
  EXPECT_EQ(out.also_count, 0u);
}

}  // namespace
}  // namespace cybercheck::indicator
