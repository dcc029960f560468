// SPDX-License-Identifier: Apache-2.0
#include "ingest/guard.h"

#include <gtest/gtest.h>

#include "ingest/rules_files.h"
#include "ingest/shipped.h"

namespace cybercheck::ingest {
namespace {

class GuardTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto content = ParseRules(RulesKind::kSharedHosts, "shared_hosts.tsv", ShippedSharedHosts(), 0);
    ASSERT_TRUE(content.has_value()) << base::ToString(content.error());
    auto made = Guard::Make(content->json);
    ASSERT_TRUE(made.has_value()) << base::ToString(made.error());
    guard_ = new Guard(*made);
  }
  static void TearDownTestSuite() { delete guard_; }
  static std::string Ask(std::string_view form) { return std::string(ReasonCode(guard_->Ask(form))); }
  static Guard* guard_;
};
Guard* GuardTest::guard_ = nullptr;

TEST_F(GuardTest, WholeHostsThatBelongToMany) {
  for (const auto& [form, reason] : std::vector<std::pair<std::string, std::string>>{
           {"co.th/", "guarded_public_suffix"},
           {"com/", "guarded_public_suffix"},
           {"go.th/", "guarded_public_suffix"},
           {"github.io/", "guarded_public_suffix"},  // private part of the public list
           {"web.app/", "guarded_public_suffix"},
           {"vercel.app/", "guarded_public_suffix"},
           {"pages.dev/", "guarded_public_suffix"},
           {"weebly.com/", "guarded_public_suffix"},  // only in our own list
           {"www.weebly.com/", "guarded_public_suffix"},
           {"000webhostapp.com/", "guarded_public_suffix"},
           {"xn--o3cw4h/", "guarded_public_suffix"},  // .ไทย
           {"localhost/", "guarded_public_suffix"},   // one label
           {"sites.google.com/", "guarded_shared_host"},
           {"google.com/", "guarded_shared_host"},  // would hold sites.google.com
           {"facebook.com/", "guarded_shared_host"},
           {"m.facebook.com/", "guarded_shared_host"},
           {"t.me/", "guarded_shared_host"},
           {"ipfs.io/", "guarded_shared_host"},
           {"liff.line.me/", "guarded_shared_host"},
           {"bit.ly/", "guarded_shortener"},
           {"t.co/", "guarded_shortener"},
           {"lin.ee/", "guarded_shortener"}}) {
    EXPECT_EQ(Ask(form), reason) << form;
  }
}

TEST_F(GuardTest, EverythingElsePasses) {
  for (const std::string form :
       {"bad.example/", "www.bad.example/", "shop.co.th/", "x.github.io/", "x.web.app/", "evil.weebly.com/", "a.b.pages.dev/",
        "bad.unknowntld/", "1.2.3.4/", "[2001:db8::1]/", "sites.google.com/view/x", "bit.ly/abc", "co.th/x", "bit.ly/?x=1",
        "facebook.com/badshop", "xn--12cl0dti7b.com/"})
    EXPECT_EQ(Ask(form), "") << form;
}

TEST_F(GuardTest, PromotesOnlyHostsOfOneOwner) {
  for (const std::string host : {"bad.example", "evil.weebly.com", "x.github.io", "1.2.3.4"})
    EXPECT_TRUE(guard_->MayListHost(host)) << host;
  for (const std::string host : {"github.io", "sites.google.com", "docs.google.com", "bit.ly", "co.th", "www.facebook.com"})
    EXPECT_FALSE(guard_->MayListHost(host)) << host;
}

TEST_F(GuardTest, EveryShippedHostIsGuarded) {
  std::string_view rest = ShippedSharedHosts();
  int rows = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty() || line.front() == '#' || line.starts_with("host\t")) continue;
    const std::string host(line.substr(0, line.find('\t')));
    EXPECT_NE(Ask(host + "/"), "") << host;
    EXPECT_EQ(Ask(host + "/some/page"), "") << host;
    ++rows;
  }
  EXPECT_GE(rows, 150);
}

TEST_F(GuardTest, IpHosts) {
  for (const std::string host : {"1.2.3.4", "255.255.255.255", "[::1]"}) EXPECT_TRUE(IsIpHost(host)) << host;
  for (const std::string host : {"1.2.3", "a.1.2.3", "1.2.3.4.example", "", "example"}) EXPECT_FALSE(IsIpHost(host)) << host;
}

TEST(GuardListsTest, RefusesWhatIsNotAListOfHosts) {
  for (const std::string json : {"", "[]", "{\"hosts\":1}", "{\"hosts\":[1]}"})
    EXPECT_TRUE(Guard::Make(json).has_error()) << json;
  EXPECT_TRUE(Guard::Make("{}").has_value());
}

}  // namespace
}  // namespace cybercheck::ingest
