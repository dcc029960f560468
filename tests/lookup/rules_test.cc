// SPDX-License-Identifier: Apache-2.0
#include "lookup/rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lookup/rules_set.h"

namespace cybercheck::lookup {
namespace {

using base::ErrorCode;
using indicator::Kind;

template <class T>
void ExpectRefused(const base::Result<T>& result, ErrorCode code, const std::string& words) {
  ASSERT_FALSE(result) << words;
  EXPECT_EQ(result.error().code, code);
  EXPECT_NE(result.error().detail.find(words), std::string::npos) << result.error().detail;
}

TEST(Policy, EmptyIsTheDefaultAndJsonReadsBack) {
  EXPECT_EQ(*Policy::FromJson("{}"), Policy());
  Policy policy;
  policy.name = "strict \"x\"";
  policy.weight_percent[4] = 30;
  policy.cap[1] = wire::Verdict::kReported;
  policy.half_life_days[2] = 7;
  policy.suspected_from = 40;
  policy.old_after_days = 100;
  policy.cases_list_from = 5;
  policy.promote_rows = 0;
  policy.ttl_s[0] = 0;
  const auto back = Policy::FromJson(policy.ToJson());
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, policy);
}

TEST(Policy, RefusalsNameTheMember) {
  const struct {
    const char* json;
    const char* words;
  } rows[] = {
      {"[]", "object"},
      {"{", "not JSON"},
      {R"({"wieght_percent":{}})", "wieght_percent"},
      {R"({"weight_percent":{"feed":101}})", "weight_percent, feed"},
      {R"({"weight_percent":{"feed":7.5}})", "weight_percent, feed"},
      {R"({"weight_percent":{"feet":7}})", "weight_percent, feet"},
      {R"({"cap":{"feed":"listed"}})", "cap, feed"},
      {R"({"cap":{"feet":"reported"}})", "cap, feet"},
      {R"({"half_life_days":{"url":0}})", "half_life_days, url"},
      {R"({"half_life_days":[]})", "half_life_days"},
      {R"({"suspected_from":0})", "suspected_from"},
      {R"({"cases":{"list_from":1}})", "cases, list_from"},
      {R"({"cases":{"list_from":33}})", "cases, list_from"},
      {R"({"cases":{"count":2}})", "cases, count"},
      {R"({"cases":2})", "cases"},
      {R"({"promote":{"rows":1}})", "promote, rows"},
      {R"({"promote":{"rows":17}})", "promote, rows"},
      {R"({"promote":{"weeks":1}})", "promote, weeks"},
      {R"({"ttl_s":{"unknown":-1}})", "ttl_s, unknown"},
      {R"({"name":5})", "name"},
  };
  for (const auto& row : rows) ExpectRefused(Policy::FromJson(row.json), ErrorCode::kBadPolicy, row.words);
}

constexpr char kRegister[] = R"({"rows":[
  {"key":"phone:short:1441","owner_en":"AOC","source_url":"https://www.aoc.example/","verified_on":"2026-11-01"},
  {"key":"url:thaipoliceonline.go.th/","scope":"host","owner_th":"ตำรวจ","source_url":"https://thaipoliceonline.go.th/","verified_on":"2026-01-01",
   "lookalikes":["thaipolice0nline.com"]},
  {"key":"url:portal.example.com/police","owner_en":"Police page","source_url":"https://portal.example.com/","verified_on":"2026-11-01"},
  {"key":"url:bank.example/","owner_en":"Bank","source_url":"https://bank.example/","verified_on":"2026-11-01"},
  {"key":"sms_sender:kbank","owner_en":"KBank","source_url":"https://kbank.example/","verified_on":"2026-11-01"}]})";

TEST(Register, ScopeIsExact) {
  const auto official = Register::FromJson(kRegister);
  ASSERT_TRUE(official) << official.error().detail;
  EXPECT_NE(official->Find(Kind::kPhone, "short:1441"), nullptr);
  EXPECT_EQ(official->Find(Kind::kPhone, "short:144"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "short:1441"), nullptr);
  EXPECT_NE(official->Find(Kind::kUrl, "thaipoliceonline.go.th/"), nullptr);
  EXPECT_NE(official->Find(Kind::kUrl, "thaipoliceonline.go.th/any/page?x=1"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "www.thaipoliceonline.go.th/"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "go.th/"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "thaipoliceonline.go.th.evil.example/"), nullptr);
  EXPECT_NE(official->Find(Kind::kUrl, "portal.example.com/police"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "portal.example.com/police/x"), nullptr);
  EXPECT_EQ(official->Find(Kind::kUrl, "portal.example.com/"), nullptr);
}

TEST(Register, LookAlikesAreHintedAndTheRealOnesAreNot) {
  const auto official = Register::FromJson(kRegister);
  ASSERT_TRUE(official);
  for (const char* host :
       {"thaipoliceonline.com", "www.thaipoliceonline.com", "thaipoliceonline-th.com", "my-thaipoliceonline.example",
        "thaipoliceonline.go.th.evil.example", "thaipolice0nline.com", "www.thaipolice0nline.com", "xthaipoliceonliney.net",
        "thaipoliceon1ine.example", "thai-police-online.example", "xn--thipoliceonline-vlm.go.th"}) {
    const OfficialRow* row = official->Resembled(host);
    ASSERT_NE(row, nullptr) << host;
    EXPECT_EQ(row->key.form, "thaipoliceonline.go.th/") << host;
  }
  for (const char* host :
       {"thaipoliceonline.go.th", "www.thaipoliceonline.go.th", "go.th", "police.com", "thaipolice.com", "bank.com", "x", ""})
    EXPECT_EQ(official->Resembled(host), nullptr) << host;
}

TEST(Register, CommonWordsAreNobodysName) {
  const auto official = Register::FromJson(
      R"({"rows":[{"key":"url:www.police.go.th/","owner_en":"Police","source_url":"https://x.example","verified_on":"2026-01-01"},
                  {"key":"url:customs.go.th/","owner_en":"Customs","source_url":"https://x.example","verified_on":"2026-01-01","label":"thaicustoms"}]})");
  ASSERT_TRUE(official) << official.error().detail;
  EXPECT_EQ(official->Resembled("www.police.example"), nullptr);
  EXPECT_EQ(official->Resembled("customs.example"), nullptr);
  EXPECT_NE(official->Resembled("my-thaicustoms.example"), nullptr);
}

TEST(Register, SenderNames) {
  const auto official = Register::FromJson(kRegister);
  ASSERT_TRUE(official);
  EXPECT_NE(official->ResembledSender("kb4nk"), nullptr);
  EXPECT_NE(official->ResembledSender("кbank"), nullptr) << "a Cyrillic letter";
  EXPECT_EQ(official->ResembledSender("kbank"), nullptr);
  EXPECT_EQ(official->ResembledSender("kbanks"), nullptr);
}

TEST(Register, JsonReadsBack) {
  const auto official = Register::FromJson(kRegister);
  ASSERT_TRUE(official);
  const auto back = Register::FromJson(official->ToJson());
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->ToJson(), official->ToJson());
  EXPECT_EQ(back->rows().size(), 5u);
}

TEST(Register, RowsGrowOld) {
  const auto official = Register::FromJson(kRegister);
  ASSERT_TRUE(official);
  const int64_t now_s = 1'795'000'000;  // 2026-11-18
  ASSERT_EQ(official->VerifiedBefore(now_s, 180).size(), 1u);
  EXPECT_EQ(official->VerifiedBefore(now_s, 180)[0]->key.form, "thaipoliceonline.go.th/");
}

TEST(Register, RefusalsNameRowAndMember) {
  const auto row = [](const std::string& members) {
    return R"({"rows":[{"key":"phone:short:191","owner_en":"x","source_url":"https://x.example","verified_on":"2026-01-01"},{)" +
           members + "}]}";
  };
  const std::string rest = R"(,"owner_en":"x","source_url":"https://x.example","verified_on":"2026-01-01")";
  ExpectRefused(Register::FromJson(row(R"("owner_en":"x")")), ErrorCode::kBadRegister, "row 2, key: missing");
  ExpectRefused(Register::FromJson(row(R"("key":"nonsense")" + rest)), ErrorCode::kBadRegister, "row 2, key");
  ExpectRefused(Register::FromJson(row(R"("key":"phone:short:191")" + rest)), ErrorCode::kBadRegister, "already");
  ExpectRefused(Register::FromJson(row(R"("key":"phone:short:192","source_url":"https://x","verified_on":"2026-01-01")")),
                ErrorCode::kBadRegister, "row 2, owner_en");
  ExpectRefused(Register::FromJson(row(R"("key":"phone:short:192","owner_en":"x","verified_on":"2026-01-01")")),
                ErrorCode::kBadRegister, "row 2, source_url");
  ExpectRefused(
      Register::FromJson(row(R"("key":"phone:short:192","owner_en":"x","source_url":"x.example","verified_on":"2026-01-01")")),
      ErrorCode::kBadRegister, "row 2, source_url");
  ExpectRefused(Register::FromJson(row(R"("key":"phone:short:192","owner_en":"x","source_url":"https://x.example")")),
                ErrorCode::kBadRegister, "row 2, verified_on");
  ExpectRefused(Register::FromJson(
                    row(R"("key":"phone:short:192","owner_en":"x","source_url":"https://x.example","verified_on":"yesterday")")),
                ErrorCode::kBadRegister, "row 2, verified_on");
  ExpectRefused(Register::FromJson(row(R"("key":"url:a.example/b","scope":"host")" + rest)), ErrorCode::kBadRegister,
                "row 2, scope");
  ExpectRefused(Register::FromJson(row(R"("key":"phone:short:192","colour":"red")" + rest)), ErrorCode::kBadRegister,
                "row 2, colour");
}

TEST(SharedHosts, ListsAreExact) {
  const auto shared = SharedHosts::FromJson(R"({"hosts":["sites.google.com"],"suffixes":["pages.dev"],"shorteners":["bit.ly"]})");
  ASSERT_TRUE(shared);
  EXPECT_TRUE(shared->IsShared("sites.google.com"));
  EXPECT_TRUE(shared->IsShared("pages.dev"));
  EXPECT_TRUE(shared->IsShared("bit.ly"));
  EXPECT_FALSE(shared->IsShared("a.pages.dev"));
  EXPECT_FALSE(shared->IsShared("google.com"));
  EXPECT_FALSE(shared->IsShared(""));
  EXPECT_TRUE(shared->IsShortener("bit.ly"));
  EXPECT_FALSE(shared->IsShortener("pages.dev"));
  EXPECT_EQ(SharedHosts::FromJson(shared->ToJson())->ToJson(), shared->ToJson());
  EXPECT_EQ(shared->size(), 3u);
}

TEST(SharedHosts, RefusalsNameListAndRow) {
  ExpectRefused(SharedHosts::FromJson(R"({"hosts":["a.example","B.example"]})"), ErrorCode::kBadConfig, "hosts: row 2");
  ExpectRefused(SharedHosts::FromJson(R"({"shorteners":["bit.ly/"]})"), ErrorCode::kBadConfig, "shorteners: row 1");
  ExpectRefused(SharedHosts::FromJson(R"({"suffixes":[7]})"), ErrorCode::kBadConfig, "suffixes: row 1");
  ExpectRefused(SharedHosts::FromJson(R"({"host":[]})"), ErrorCode::kBadConfig, "host");
}

constexpr char kPatterns[] = R"({"patterns":[
  {"name":"parcel","on":"message","category":"scam","regex":"พัสดุ.{0,40}ค่าธรรมเนียม"},
  {"name":"parcel","on":"message","regex":"parcel.{0,40}fee"},
  {"name":"slots","on":"url","category":"gambling","regex":"slot[0-9]{3}"},
  {"name":"login","on":"url","regex":"/verify-account/"}]})";

TEST(Patterns, FindEachClassOnceInOrder) {
  const auto patterns = Patterns::FromJson(kPatterns);
  ASSERT_TRUE(patterns) << patterns.error().detail;
  Patterns::Match match;
  patterns->Find(Patterns::On::kMessage, "พัสดุของท่านติดค่าธรรมเนียม Your PARCEL needs a fee", match);
  ASSERT_EQ(match.classes.size(), 1u);
  EXPECT_EQ(match.classes[0].name, "parcel");
  EXPECT_FALSE(match.unsure);
  patterns->Find(Patterns::On::kUrl, "slot777.example/verify-account/", match);
  ASSERT_EQ(match.classes.size(), 2u);
  EXPECT_EQ(match.classes[0].name, "slots");
  EXPECT_EQ(match.classes[0].category, wire::Category::kGambling);
  EXPECT_EQ(match.classes[1].name, "login");
  patterns->Find(Patterns::On::kUrl, "parcel fee", match);
  EXPECT_TRUE(match.classes.empty());
  EXPECT_FALSE(match.unsure);
  EXPECT_EQ(Patterns::FromJson(patterns->ToJson())->ToJson(), patterns->ToJson());
}

TEST(Patterns, TooLongIsUnsureNotClean) {
  const auto patterns = Patterns::FromJson(kPatterns);
  ASSERT_TRUE(patterns);
  Patterns::Match match;
  std::string text(Patterns::kTextBytesMax, 'x');
  patterns->Find(Patterns::On::kUrl, text, match);
  EXPECT_FALSE(match.unsure);
  text += "slot123";
  patterns->Find(Patterns::On::kUrl, text, match);
  EXPECT_TRUE(match.classes.empty());
  EXPECT_TRUE(match.unsure);
}

// Memory from far too little to plenty: a set is refused whole, or answers as with plenty, or says that it is unsure. It never
// finds less and calls that clean. (RE2 refuses what cannot hold twenty states, and then forgets states rather than fail.)
TEST(Patterns, StarvedIsRefusedOrUnsureNeverClean) {
  const char* hungry =
      R"({"patterns":[{"name":"a","on":"message","regex":"a[ab]{40}c[ab]{40}d"},{"name":"b","on":"message","regex":"b[ab]{40}c[ab]{40}e"}]})";
  std::string noise;
  for (uint32_t i = 0; i < 3000; ++i) noise.push_back("ab"[(i * 2654435761u >> 13) & 1]);
  const std::string half = noise.substr(0, 40), text = noise + "a" + half + "c" + half + "d";
  int refused = 0, answered = 0;
  Patterns::Match match;
  for (int64_t max_mem = 1 << 10; max_mem <= 4 << 20; max_mem += max_mem / 8) {
    const auto patterns = Patterns::FromJson(hungry, max_mem);
    if (!patterns) {
      ++refused;
      continue;
    }
    ++answered;
    patterns->Find(Patterns::On::kMessage, text, match);
    ASSERT_TRUE(match.unsure || (match.classes.size() == 1 && match.classes[0].name == "a")) << max_mem;
    patterns->Find(Patterns::On::kMessage, noise, match);
    ASSERT_TRUE(match.classes.empty());
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(answered, 0);
}

TEST(Patterns, RefusalsNameRowAndMember) {
  ExpectRefused(Patterns::FromJson(R"({"patterns":[{"name":"A","on":"url","regex":"x"}]})"), ErrorCode::kBadConfig,
                "row 1, name");
  ExpectRefused(Patterns::FromJson(R"({"patterns":[{"name":"a","on":"sms","regex":"x"}]})"), ErrorCode::kBadConfig, "row 1, on");
  ExpectRefused(Patterns::FromJson(R"({"patterns":[{"name":"a","on":"url","regex":"(x"}]})"), ErrorCode::kBadConfig,
                "row 1, regex");
  ExpectRefused(Patterns::FromJson(R"({"patterns":[{"name":"a","on":"url","regex":"x*"}]})"), ErrorCode::kBadConfig,
                "everything");
  ExpectRefused(Patterns::FromJson(R"({"patterns":[{"name":"a","on":"url","regex":"x","category":"bad"}]})"),
                ErrorCode::kBadConfig, "row 1, category");
}

TEST(Patterns, NoneIsSure) {
  Patterns::Match match;
  match.unsure = true;
  Patterns().Find(Patterns::On::kUrl, "x", match);
  EXPECT_FALSE(match.unsure);
}

TEST(RulesSet, ReadsBack) {
  const auto set = DecodeRulesSet(EncodeRulesSet({"ab12", "policy \"x\".toml", R"({"name":"x"})"}));
  ASSERT_TRUE(set) << set.error().detail;
  EXPECT_EQ(set->digest, "ab12");
  EXPECT_EQ(set->file, "policy \"x\".toml");
  EXPECT_EQ(set->content, R"({"name":"x"})");
  EXPECT_FALSE(DecodeRulesSet(R"({"salt":"","digest":"a","file":"b","content":{},"more":1})"));
  EXPECT_FALSE(DecodeRulesSet(R"({"salt":"","digest":"a","file":"b","content":[]})"));
}

}  // namespace
}  // namespace cybercheck::lookup
