// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lookup/answer_value.h"
#include "lookup/lookups.h"
#include "lookup/source_table.h"
#include "lookup/test_indicators.h"

namespace cybercheck::lookup {
namespace {

using indicator::Canonical;
using indicator::Kind;
using wire::Verdict;

std::string ValueOf(Kind kind, std::string_view form) {
  std::string out = "before";
  WriteValue(kind, form, out);
  return out;
}

TEST(AnswerValue, AsPeopleWriteIt) {
  EXPECT_EQ(ValueOf(Kind::kPhone, "+66812345678"), "081-234-5678");
  EXPECT_EQ(ValueOf(Kind::kPhone, "+6621234567"), "02-123-4567");
  EXPECT_EQ(ValueOf(Kind::kPhone, "+6653123456"), "053-123-456");
  EXPECT_EQ(ValueOf(Kind::kPhone, "+12025550100"), "+12025550100");
  EXPECT_EQ(ValueOf(Kind::kPhone, "+698812345678"), "+698812345678");
  EXPECT_EQ(ValueOf(Kind::kPhone, "short:1441"), "1441");
  EXPECT_EQ(ValueOf(Kind::kPhone, "th:1800123456"), "1800-123-456");
  EXPECT_EQ(ValueOf(Kind::kUrl, "bad.example/login"), "bad.example/login");
  EXPECT_EQ(ValueOf(Kind::kAccount, "004:1234567890"), "004 123-4-56789-0");
  EXPECT_EQ(ValueOf(Kind::kAccount, "030:123456789012"), "030 123456789012");
  EXPECT_EQ(ValueOf(Kind::kPromptpay, "mobile:+66812345678"), "081-234-5678");
  EXPECT_EQ(ValueOf(Kind::kPromptpay, "nid:0123456789abcdef"), "*");
  EXPECT_EQ(ValueOf(Kind::kPromptpay, "ewallet:004999000000001"), "ewallet:004999000000001");
  EXPECT_EQ(ValueOf(Kind::kLine, "@shop"), "@shop");
  EXPECT_EQ(ValueOf(Kind::kPhone, ""), "");
}

TEST(TestIndicators, OneOfEachForEveryVerdict) {
  for (int v = 0; v <= 5; ++v) {
    const auto verdict = static_cast<Verdict>(v);
    const std::string name(wire::Name(verdict)), digit = std::to_string(v + 1);
    EXPECT_EQ(TestVerdict(Kind::kPhone, "+6667000000" + digit), verdict);
    EXPECT_EQ(TestVerdict(Kind::kUrl, name + ".cybercheck.test/"), verdict);
    EXPECT_EQ(TestVerdict(Kind::kUrl, name + ".cybercheck.test/a/b?c=d"), verdict);
    EXPECT_EQ(TestVerdict(Kind::kLine, "cc_test_" + name), verdict);
    EXPECT_EQ(TestVerdict(Kind::kTiktok, "cc_test_" + name), verdict);
    EXPECT_EQ(TestVerdict(Kind::kFacebook, "cctest" + name), verdict);
    EXPECT_EQ(TestVerdict(Kind::kAccount, "004:000000000" + digit), verdict);
    EXPECT_EQ(TestVerdict(Kind::kPromptpay, "mobile:+6667000000" + digit), verdict);
    EXPECT_EQ(TestVerdict(Kind::kSmsSender, "cybertest" + name), verdict);
  }
}

TEST(TestIndicators, NothingElseIsOne) {
  EXPECT_EQ(TestVerdict(Kind::kPhone, "+66812345678"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kPhone, "+66670000000"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kPhone, "+66670000007"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kPhone, "+666700000011"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kUrl, "cybercheck.test/"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kUrl, "x.listed.cybercheck.test/"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kUrl, "evil.example/listed.cybercheck.test/"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kLine, "cc_test_safe"), std::nullopt);
  EXPECT_EQ(TestVerdict(Kind::kSmsSender, ""), std::nullopt);
}

TEST(Lookups, KeyThenExpressionsThenOtherNames) {
  Canonical canonical;
  canonical.key = {Kind::kLine, "bad"};
  canonical.AddAlso(Kind::kUrl, Canonical::Relation::kWorst).key.form = "line.me/ti/p/~bad";
  canonical.AddAlso(Kind::kPhone, Canonical::Relation::kHint).key.form = "+66812345678";
  const Lookups lookups(canonical);
  const auto all = lookups.all();
  ASSERT_GE(all.size(), 4u);
  EXPECT_EQ(all[0].relation, Lookup::Relation::kOwn);
  EXPECT_EQ(all[0].form(), "bad");
  EXPECT_EQ(all[1].form(), "line.me/ti/p/~bad");
  for (size_t i = 1; i + 1 < all.size(); ++i) EXPECT_EQ(all[i].relation, Lookup::Relation::kAlso);
  EXPECT_EQ(all.back().relation, Lookup::Relation::kHint);
}

TEST(Lookups, AUrlAndItsParents) {
  Canonical canonical;
  canonical.key = {Kind::kUrl, "a.b.example/1/2.html?x=1"};
  const Lookups lookups(canonical);
  EXPECT_EQ(lookups.all()[0].form(), canonical.key.form);
  int own = 0, root = 0;
  for (const Lookup& lookup : lookups.all()) {
    own += lookup.form() == canonical.key.form;
    root += lookup.form() == "b.example/";
  }
  EXPECT_EQ(own, 1);
  EXPECT_EQ(root, 1);
}

TEST(SourceOfActor, OnlyWhatImportersSign) {
  EXPECT_EQ(SourceOfActor("import:openphish"), "openphish");
  EXPECT_EQ(SourceOfActor("import:a.b-c_9"), "a.b-c_9");
  for (const char* actor : {"import:", "openphish", "import:Open", "import:a b", "config", ""})
    EXPECT_EQ(SourceOfActor(actor), std::nullopt) << actor;
  EXPECT_EQ(SourceOfActor("import:" + std::string(65, 'a')), std::nullopt);
}

}  // namespace
}  // namespace cybercheck::lookup
