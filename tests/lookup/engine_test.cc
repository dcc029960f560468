// SPDX-License-Identifier: Apache-2.0
#include "lookup/engine.h"

#include <gtest/gtest.h>

#include "lookup/evidence.h"
#include "lookup/filter_rows.h"
#include "lookup/host_row.h"
#include "tests/lookup/lookup_world.h"

namespace cybercheck::lookup {
namespace {

using event::EntryType;
using indicator::Kind;
using wire::Answer;
using wire::Reason;
using wire::Verdict;

constexpr int64_t kNowS = LookupWorld::kNowS;
constexpr int64_t kHourS = 3600, kDayS = 86400, kYearS = 365 * kDayS;

TEST(Engine, NothingKnownIsUnknownNeverSafe) {
  LookupWorld world;
  const Answer answer = world.Check(Kind::kPhone, "081-234-5678");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_EQ(answer.key, "phone:+66812345678");
  EXPECT_EQ(answer.value, "081-234-5678");
  EXPECT_EQ(answer.id.size(), 34u);
  EXPECT_TRUE(HasReason(answer, Reason::kNotFound));
  EXPECT_EQ(answer.first_seen_s, 0);
  EXPECT_EQ(answer.as_of_s, kNowS);
  EXPECT_EQ(answer.would_change, "report");
  EXPECT_EQ(answer.ttl_s, Policy().ttl_s[0]);
}

TEST(Engine, OneFeedRowAnswersAtOnceAndDecays) {
  LookupWorld world;
  const event::Outcome outcome = world.Feed("openphish", {SeenAt("url:bad.example/login", kNowS - kHourS)});
  EXPECT_EQ(outcome.result, R"({"imported":1,"merged":0})");
  Answer answer = world.Check(Kind::kUrl, "http://BAD.example:80/x/../login#top");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.key, "url:bad.example/login");
  EXPECT_EQ(answer.matched, "");
  EXPECT_EQ(answer.first_seen_s, kNowS - kHourS);
  EXPECT_EQ(answer.last_seen_s, kNowS - kHourS);
  EXPECT_EQ(answer.category, wire::Category::kScam);
  EXPECT_EQ(answer.reports, 1u);
  EXPECT_EQ(answer.sources, std::vector<std::string>{"feed"});
  EXPECT_TRUE(HasReason(answer, Reason::kInFeed));
  world.clock().Advance(3 * kYearS * 1000);
  answer = world.Check(Kind::kUrl, "bad.example/login");
  EXPECT_EQ(answer.verdict, Verdict::kReported);
  EXPECT_TRUE(HasReason(answer, Reason::kOldEvidence));
  EXPECT_EQ(answer.last_seen_s, kNowS - kHourS);
}

TEST(Engine, ARowListsItsOwnExpressionAndWhatLiesBelow) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:bad.example/a/", kNowS), SeenAt("url:worse.example/", kNowS),
                   SeenAt("url:page.example/x.html?y=1", kNowS)});
  Answer answer = world.Check(Kind::kUrl, "http://www.bad.example/a/b.html");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.matched, "url:bad.example/a/");
  EXPECT_TRUE(HasReason(answer, Reason::kMatchedParentPath));
  EXPECT_EQ(world.Check(Kind::kUrl, "http://bad.example/").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Check(Kind::kUrl, "http://bad.example/ab").verdict, Verdict::kUnknown);
  answer = world.Check(Kind::kUrl, "https://a.b.worse.example/any/page?q");
  EXPECT_EQ(answer.matched, "url:worse.example/");
  EXPECT_TRUE(HasReason(answer, Reason::kMatchedHost, "url:worse.example/"));
  EXPECT_EQ(world.Check(Kind::kUrl, "http://page.example/x.html").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Check(Kind::kUrl, "http://page.example/x.html?y=1").verdict, Verdict::kSuspected);
}

TEST(Engine, DuplicatesChangeNothing) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS)});
  const auto before = world.Dump();
  EXPECT_EQ(world.Feed("f", {SeenAt("url:a.example/", kNowS), SeenAt("url:a.example/", kNowS)}).result,
            R"({"imported":0,"merged":2})");
  auto after = world.Dump();
  for (const auto& [key, value] : before) EXPECT_EQ(after[key], value);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").reports, 1u);
  EXPECT_EQ(world.Feed("g", {SeenAt("url:a.example/", kNowS)}).result, R"({"imported":1,"merged":0})");
  EXPECT_TRUE(HasReason(world.Check(Kind::kUrl, "a.example"), Reason::kInFeeds));
}

TEST(Engine, MoreThanEightTimesAreRememberedThroughTheEvidence) {
  LookupWorld world;
  for (int i = 0; i < 20; ++i) world.Feed("f", {SeenAt("url:a.example/", kNowS - i * kDayS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").reports, 20u);
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(world.Feed("f", {SeenAt("url:a.example/", kNowS - i * kDayS)}).result, R"({"imported":0,"merged":1})");
  const Answer answer = world.Check(Kind::kUrl, "a.example");
  EXPECT_EQ(answer.reports, 20u);
  EXPECT_EQ(answer.first_seen_s, kNowS - 19 * kDayS);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example", kNowS - 15 * kDayS).reports, 5u);
}

TEST(Engine, WithdrawnRowsNoLongerSpeak) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS - kDayS)});
  event::FeedRow withdrawn = SeenAt("url:a.example/", kNowS - kHourS);
  withdrawn.withdrawn = true;
  world.Feed("f", {withdrawn});
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example", kNowS - 2 * kHourS).verdict, Verdict::kSuspected);
  world.Feed("f", {SeenAt("url:a.example/", kNowS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").verdict, Verdict::kSuspected);
}

TEST(Engine, AsOfCountsOnlyWhatHadBeenSeen) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS - 100 * kDayS)});
  world.Feed("g", {SeenAt("url:a.example/", kNowS - 10 * kDayS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example", kNowS - 101 * kDayS).verdict, Verdict::kUnknown);
  Answer answer = world.Check(Kind::kUrl, "a.example", kNowS - 100 * kDayS + kHourS);
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.reporters, 1u);
  EXPECT_EQ(answer.as_of_s, kNowS - 100 * kDayS + kHourS);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example", kNowS - 11 * kDayS).verdict, Verdict::kReported);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").reporters, 2u);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example", kNowS + 30 * kDayS).as_of_s, kNowS + 30 * kDayS);
}

TEST(Engine, ManyPagesOfOneHostAddTheHost) {
  LookupWorld world;
  for (int i = 0; i < 4; ++i) world.Feed("f", {SeenAt("url:host.example/" + std::to_string(i), kNowS - (10 - i) * kDayS, true)});
  EXPECT_EQ(world.Check(Kind::kUrl, "host.example/other").verdict, Verdict::kUnknown);
  world.Feed("g", {SeenAt("url:host.example/4", kNowS - kDayS, true)});
  Answer answer = world.Check(Kind::kUrl, "host.example/other");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.matched, "url:host.example/");
  EXPECT_TRUE(HasReason(answer, Reason::kDerivedFromHost));
  EXPECT_EQ(answer.sources, std::vector<std::string>{"derived"});
  EXPECT_EQ(answer.reports, 0u);
  EXPECT_EQ(answer.first_seen_s, kNowS - kDayS);
  EXPECT_EQ(world.Check(Kind::kUrl, "host.example/other", kNowS - 2 * kDayS).verdict, Verdict::kUnknown);
  // Withdrawing one of the five takes it back.
  event::FeedRow withdrawn = SeenAt("url:host.example/4", kNowS, true);
  withdrawn.withdrawn = true;
  world.Feed("g", {withdrawn});
  EXPECT_EQ(world.Check(Kind::kUrl, "host.example/other").verdict, Verdict::kUnknown);
}

TEST(Engine, SharedHostsAndHostRowsDoNotPromote) {
  LookupWorld world;
  for (int i = 0; i < 9; ++i) world.Feed("f", {SeenAt("url:shared.example/" + std::to_string(i), kNowS, false)});
  EXPECT_EQ(world.Check(Kind::kUrl, "shared.example/other").verdict, Verdict::kUnknown);
  for (int i = 0; i < 9; ++i) world.Feed("f", {SeenAt("url:own.example/", kNowS - i * kHourS, true)});
  EXPECT_FALSE(HasReason(world.Check(Kind::kUrl, "own.example/"), Reason::kDerivedFromHost));
}

constexpr char kRegister[] = R"({"rows":[
  {"key":"phone:short:1441","owner_en":"AOC","source_url":"https://www.aoc.example/","verified_on":"2026-11-01"},
  {"key":"phone:+66812345678","owner_en":"Bank hotline","source_url":"https://www.bank.example/","verified_on":"2026-11-01"},
  {"key":"url:thaipoliceonline.go.th/","owner_en":"Royal Thai Police","source_url":"https://thaipoliceonline.go.th/","verified_on":"2026-11-01"}]})";

TEST(Engine, OfficialHasExactScope) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(EntryType::kRegisterSet, kRegister).accepted);
  Answer answer = world.Check(Kind::kUrl, "https://thaipoliceonline.go.th/report?x=1");
  EXPECT_EQ(answer.verdict, Verdict::kOfficial);
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialRegister, "Royal Thai Police"));
  EXPECT_FALSE(HasReason(answer, Reason::kOfficialButSpoofable));
  EXPECT_EQ(world.Check(Kind::kUrl, "https://www.thaipoliceonline.go.th/").verdict, Verdict::kUnknown);
  answer = world.Check(Kind::kUrl, "https://thaipoliceonline.com/");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kResemblesOfficial, "thaipoliceonline.go.th"));
  EXPECT_FALSE(HasReason(world.Check(Kind::kUrl, "https://www.thaipoliceonline.go.th/"), Reason::kResemblesOfficial));
}

TEST(Engine, OfficialNumbersCanBeFaked) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(EntryType::kRegisterSet, kRegister).accepted);
  Answer answer = world.Check(Kind::kPhone, "1441");
  EXPECT_EQ(answer.verdict, Verdict::kOfficial);
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialButSpoofable));
  answer = world.Check(Kind::kPhone, "+698812345678");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialShownFromAbroad, "Bank hotline"));
  EXPECT_TRUE(HasReason(answer, Reason::kCallFromAbroad));
  EXPECT_GE(answer.score, 50);
}

TEST(Engine, EvidenceOnAnOfficialHostIsCapped) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(EntryType::kRegisterSet, kRegister).accepted);
  world.Feed("f", {SeenAt("url:thaipoliceonline.go.th/hacked/", kNowS)});
  world.Feed("g", {SeenAt("url:thaipoliceonline.go.th/hacked/", kNowS)});
  Answer answer = world.Check(Kind::kUrl, "https://thaipoliceonline.go.th/hacked/x");
  EXPECT_EQ(answer.verdict, Verdict::kReported);
  EXPECT_TRUE(HasReason(answer, Reason::kCappedByOfficialHost));
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialRegister));
  EXPECT_EQ(world.Check(Kind::kUrl, "https://thaipoliceonline.go.th/").verdict, Verdict::kOfficial);
}

TEST(Engine, ShortLinksNotListedAreUnresolvable) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(EntryType::kSharedHostsSet, R"({"shorteners":["bit.ly"],"hosts":["sites.example"]})").accepted);
  Answer answer = world.Check(Kind::kUrl, "https://bit.ly/AbC");
  EXPECT_EQ(answer.verdict, Verdict::kUnresolvable);
  EXPECT_TRUE(HasReason(answer, Reason::kShortLink));
  EXPECT_FALSE(HasReason(answer, Reason::kNotFound));
  EXPECT_EQ(world.Check(Kind::kUrl, "https://bit.ly/").verdict, Verdict::kUnknown);
  world.Feed("f", {SeenAt("url:bit.ly/AbC", kNowS), SeenAt("url:sites.example/bad", kNowS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "https://bit.ly/AbC").verdict, Verdict::kSuspected);
  EXPECT_EQ(world.Check(Kind::kUrl, "https://bit.ly/abc").verdict, Verdict::kUnresolvable);
  EXPECT_TRUE(HasReason(world.Check(Kind::kUrl, "sites.example/bad"), Reason::kSharedHost, "sites.example"));
}

TEST(Engine, PatternsSpeakWhereTheIndexIsSilent) {
  LookupWorld world;
  ASSERT_TRUE(world
                  .Set(EntryType::kPatternsSet,
                       R"({"patterns":[{"name":"slots","on":"url","category":"gambling","regex":"slot[0-9]{3}"}]})")
                  .accepted);
  Answer answer = world.Check(Kind::kUrl, "http://slot777.example/");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_TRUE(HasReason(answer, Reason::kMatchesPattern, "slots"));
  EXPECT_EQ(answer.category, wire::Category::kGambling);
  EXPECT_EQ(answer.reports, 0u);
  Engine::Query query;
  query.kind = Kind::kUrl;
  query.value = "http://slot777.example/";
  query.patterns = false;
  EXPECT_EQ(world.TryCheck(query)->verdict, Verdict::kUnknown);
}

TEST(Engine, ANewPolicyChangesEveryAnswerAtOnce) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").verdict, Verdict::kSuspected);
  const event::Outcome outcome = world.Set(EntryType::kPolicySet, R"({"weight_percent":{"feed":10},"ttl_s":{"reported":7}})");
  ASSERT_TRUE(outcome.accepted);
  const Answer answer = world.Check(Kind::kUrl, "a.example");
  EXPECT_EQ(answer.verdict, Verdict::kReported);
  EXPECT_EQ(answer.score, 10);
  EXPECT_EQ(answer.policy, outcome.seq);
  EXPECT_EQ(answer.ttl_s, 7);
  EXPECT_EQ(world.Set(EntryType::kPolicySet, R"({"weight_percent":{"feed":101}})").code, "bad_policy");
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").score, 10);
  world.Reopen();
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").score, 10);
}

TEST(Engine, RefusedFeedsSayWhy) {
  LookupWorld world;
  event::FeedObserved feed;
  feed.source = "f";
  feed.rows = {SeenAt("url:a.example/", kNowS)};
  EXPECT_EQ(world.TryFeed("g", feed).code, "source_mismatch");
  feed.canon = 9;
  EXPECT_EQ(world.TryFeed("f", feed).code, "canon_version");
  feed.canon = indicator::kCanonVersion;
  feed.rows[0].observed_s = kTimeMaxS + 1;
  EXPECT_EQ(world.TryFeed("f", feed).code, "bad_feed");
  feed.rows[0].observed_s = kNowS;
  feed.source_class = static_cast<uint8_t>(wire::SourceClass::kCase);
  EXPECT_EQ(world.TryFeed("f", feed).code, "bad_feed");
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").verdict, Verdict::kUnknown);
}

TEST(Engine, ABodyThatIsNotItsTypesIsRefusedAndWorkGoesOn) {
  LookupWorld world;
  const std::string salt = "{\"salt\":\"" + std::string(32, '0') + "\"";
  for (const EntryType type : {EntryType::kFeedObserved, EntryType::kPolicySet, EntryType::kRegisterSet, EntryType::kSharedHostsSet,
                               EntryType::kPatternsSet, EntryType::kTaxonomySet}) {
    for (const char* rest : {",", "}", ",\"more\":1}", ",\"digest\":\"ab\",\"file\":\"f\",\"content\":1}", "\xff}"}) {
      const event::Outcome outcome = world.Submit(type, "import:f", salt + rest);
      EXPECT_FALSE(outcome.accepted) << rest;
      EXPECT_EQ(outcome.code, "bad_body") << event::Name(type) << rest;
    }
  }
  world.Feed("f", {SeenAt("url:a.example/", kNowS)});
  const event::Outcome feed = world.Feed("f", {SeenAt("url:b.example/", kNowS)});
  // A redaction reads the entries before it again.
  EXPECT_TRUE(world.Redact(feed.seq).accepted);
  EXPECT_EQ(world.Check(Kind::kUrl, "a.example").verdict, Verdict::kSuspected);
  EXPECT_EQ(world.Check(Kind::kUrl, "b.example").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Replayed()->Dump(), world.Dump());
}

TEST(Engine, TestIndicatorsAnswerWithoutData) {
  LookupWorld world;
  for (int v = 0; v <= 5; ++v) {
    const auto verdict = static_cast<Verdict>(v);
    Answer answer = world.Check(Kind::kPhone, "067-000-000" + std::to_string(v + 1));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    EXPECT_TRUE(HasReason(answer, Reason::kTestIndicator));
    answer = world.Check(Kind::kUrl, "https://" + std::string(wire::Name(verdict)) + ".cybercheck.test/some/page");
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kLine, "cc_test_" + std::string(wire::Name(verdict)));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kFacebook, "cctest" + std::string(wire::Name(verdict)));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kTiktok, "@cc_test_" + std::string(wire::Name(verdict)));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kSmsSender, "CyberTest" + std::string(wire::Name(verdict)));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kAccount, "KBANK 000000000" + std::to_string(v + 1));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
    answer = world.Check(Kind::kPromptpay, "067-000-000" + std::to_string(v + 1));
    EXPECT_EQ(answer.verdict, verdict) << answer.key;
  }
  EXPECT_FALSE(HasReason(world.Check(Kind::kPhone, "081-234-5678"), Reason::kTestIndicator));
}

TEST(Engine, AnAccountOfAPlatformAndItsUrl) {
  LookupWorld world;
  world.Feed("f", {SeenAt("line:badshop", kNowS)});
  EXPECT_EQ(world.Check(Kind::kUrl, "https://line.me/ti/p/~badshop").verdict, Verdict::kSuspected);
  EXPECT_EQ(world.Check(Kind::kLine, "badshop").matched, "");
  EXPECT_EQ(world.Check(Kind::kUrl, "https://lin.ee/AbCdEf1").verdict, Verdict::kUnresolvable);
}

TEST(Engine, AccountsNeedTheirBank) {
  LookupWorld world;
  world.Feed("f", {SeenAt("account:004:1234567890", kNowS)});
  EXPECT_EQ(world.Check(Kind::kAccount, "กสิกร 123-4-56789-0").verdict, Verdict::kSuspected);
  EXPECT_EQ(world.Check(Kind::kAccount, "SCB 123-456789-0").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.TryCheck({.kind = Kind::kAccount, .value = "1234567890"}).error().code, base::ErrorCode::kBankMissing);
  const Answer answer = world.Check(std::nullopt, "1234567890");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kAccountNeedsBank));
  EXPECT_FALSE(HasReason(answer, Reason::kNotFound));
}

TEST(Engine, RelatedKeysAreToldAndNeverCounted) {
  LookupWorld world;
  world.Feed("f", {SeenAt("phone:+66812345678", kNowS)});
  Answer answer = world.Check(Kind::kPromptpay, "0812345678");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kRelatedPhone, "phone:+66812345678"));
  answer = world.Check(Kind::kPhone, "+698812345678");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kRelatedDomesticNumber, "phone:+66812345678"));
}

TEST(Engine, AutoTakesTheFirstReadingUnlessAnotherIsWorse) {
  LookupWorld world;
  Answer answer = world.Check(std::nullopt, "0812345678");
  ASSERT_GE(answer.candidates.size(), 2u);
  EXPECT_EQ(answer.kind, Kind::kPhone);
  EXPECT_EQ(answer.candidates[0].kind, "phone");
  EXPECT_EQ(answer.candidates[0].verdict, "unknown");
  world.Feed("f", {SeenAt("promptpay:mobile:+66812345678", kNowS)});
  answer = world.Check(std::nullopt, "0812345678");
  EXPECT_EQ(answer.kind, Kind::kPromptpay);
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.candidates[0].kind, "phone");
  EXPECT_EQ(answer.candidates[1].verdict, "suspected");
  EXPECT_FALSE(world.TryCheck({.kind = std::nullopt, .value = ""}));
}

TEST(Engine, NationalIdsAreKeyedAndNeverPrinted) {
  LookupWorld world;
  const Answer answer = world.Check(Kind::kPromptpay, "1-1017-00230-70-8");
  EXPECT_EQ(answer.key, "promptpay:nid:*");
  EXPECT_EQ(answer.value, "*");
}

TEST(Engine, NoReadingShowsTheNationalIdAnotherHides) {
  LookupWorld world;
  for (const char* value : {"1101700230708", "1-1017-00230-70-8", "พร้อมเพย์ 1101700230708", "promptpay.io/1101700230708",
                            "https://promptpay.io/1-1017-00230-70-8"}) {
    Answer answer = world.Check(std::nullopt, value);
    EXPECT_EQ(answer.key, "promptpay:nid:*") << value;
    std::string json;
    wire::AppendAnswer(answer, wire::Context::kNone, {}, json);
    EXPECT_EQ(json.find("1101700230708"), std::string::npos) << json;
    EXPECT_EQ(json.find("1-1017-00230-70-8"), std::string::npos) << json;
    EXPECT_EQ(answer.candidates.size(), 1u) << json;
  }
  // The check digit is wrong: an account number like any other.
  EXPECT_EQ(world.Check(std::nullopt, "1101700230709").key, "account:?:1101700230709");
}

TEST(Engine, ACanonicalizedValueIsCheckedByAllItsNames) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:www.facebook.com/bad.shop", kNowS)});
  auto session = world.engine().OpenSession();
  ASSERT_TRUE(session);
  ASSERT_TRUE(session->Begin());
  Answer answer;
  indicator::Canonical canonical;
  ASSERT_TRUE(indicator::Canonicalize(Kind::kUrl, "https://www.facebook.com/bad.shop", canonical));
  ASSERT_TRUE(world.engine().Check(*session, canonical, {}, answer));
  EXPECT_EQ(answer.key, "facebook:badshop");
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.matched, "url:www.facebook.com/bad.shop");
  ASSERT_TRUE(indicator::Canonicalize(Kind::kPromptpay, "1101700230708", canonical));
  ASSERT_TRUE(world.engine().Check(*session, canonical, {}, answer));
  EXPECT_EQ(answer.key, "promptpay:nid:*");
  EXPECT_EQ(answer.id, world.Check(Kind::kPromptpay, "1101700230708").id);
  session->End();
}

// Decisions have no entries yet; here they are put into the tables by hand.
void PutDecision(LookupWorld& world, const std::string& form, Decision::Type type) {
  Record record;
  record.form = form;
  record.decision_count = 1;
  record.decision_array[0] = {type, Decision::Ground::kReview, wire::Category::kScam, false, 0, kNowS - kDayS};
  const auto key = indicator::IndexKey(Kind::kUrl, form);
  std::string value;
  EncodeRecord(record, value);
  auto txn = world.environment().BeginWrite();
  ASSERT_TRUE(txn);
  const auto table = world.environment().OpenTable(*txn, kRecordsTable);
  ASSERT_TRUE(table);
  ASSERT_TRUE(table->Put(*txn, {reinterpret_cast<const char*>(key.data()), key.size()}, value));
  ASSERT_TRUE(txn->Commit());
}

// Two hosts of one index key: nobody has such hosts, so the other's row is put there by hand.
TEST(Engine, RowsOfOneHostDoNotAccuseAnotherOfTheSameKey) {
  LookupWorld world;
  HostRow other;
  other.form = "other.example/";
  const auto key = indicator::IndexKey(Kind::kUrl, "host.example/");
  for (uint8_t i = 0; i < 4; ++i) other.See({1, i}, kNowS - kDayS, Policy());
  std::string value;
  other.Encode(value);
  {
    auto txn = world.environment().BeginWrite();
    ASSERT_TRUE(txn);
    const auto table = world.environment().OpenTable(*txn, kHostsTable);
    ASSERT_TRUE(table);
    ASSERT_TRUE(table->Put(*txn, {reinterpret_cast<const char*>(key.data()), key.size()}, value));
    ASSERT_TRUE(txn->Commit());
  }
  world.Feed("f", {SeenAt("url:host.example/1", kNowS, true)});
  EXPECT_EQ(world.Check(Kind::kUrl, "host.example/x").verdict, Verdict::kUnknown);
}

TEST(Engine, ABatchThatIsGivenUpIsNotCounted) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS)});
  ASSERT_EQ(world.projection().stats().records, 1u);
  event::FeedObserved feed;
  feed.source = "f";
  feed.rows = {SeenAt("url:b.example/", kNowS)};
  event::Entry entry;
  entry.header.seq = 2;
  entry.header.type = EntryType::kFeedObserved;
  entry.header.actor = "import:f";
  entry.body = event::EncodeFeedObserved(feed);
  {
    auto txn = world.environment().BeginWrite();
    ASSERT_TRUE(txn);
    ASSERT_TRUE(world.projection().Decide(entry, *txn));
    EXPECT_EQ(world.projection().stats().records, 2u);
  }
  world.projection().Aborted();
  EXPECT_EQ(world.projection().stats().records, 1u);
  EXPECT_EQ(world.Check(Kind::kUrl, "b.example").verdict, Verdict::kUnknown);
}

TEST(Engine, TheMoreSpecificDecisionWins) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:cleared.example/bad", kNowS)});
  PutDecision(world, "listed.example/", Decision::Type::kList);
  PutDecision(world, "listed.example/good", Decision::Type::kClear);
  PutDecision(world, "cleared.example/", Decision::Type::kClear);
  PutDecision(world, "cleared.example/worse", Decision::Type::kList);
  world.Reopen();
  EXPECT_EQ(world.Check(Kind::kUrl, "listed.example/any").verdict, Verdict::kListed);
  Answer answer = world.Check(Kind::kUrl, "listed.example/good");
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kCleared));
  EXPECT_FALSE(HasReason(answer, Reason::kNotFound));
  EXPECT_EQ(world.Check(Kind::kUrl, "cleared.example/worse").verdict, Verdict::kListed);
  // A row is no decision: it still speaks for its own page on a cleared host.
  EXPECT_EQ(world.Check(Kind::kUrl, "cleared.example/bad").verdict, Verdict::kSuspected);
  EXPECT_EQ(world.Check(Kind::kUrl, "cleared.example/").verdict, Verdict::kUnknown);
}

TEST(Engine, TheFilterComesFromTheTablesWhenOpened) {
  LookupWorld world;
  std::vector<event::FeedRow> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back(SeenAt("url:h" + std::to_string(i) + ".example/", kNowS));
  world.Feed("f", rows);
  world.Reopen();
  EXPECT_EQ(world.projection().stats().records, 1000u);
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(world.Check(Kind::kUrl, "h" + std::to_string(i) + ".example").verdict, Verdict::kSuspected);
}

TEST(Engine, AFilterThatFillsUpIsMadeAnewBesideTheWork) {
  LookupWorld world;
  const size_t capacity = world.projection().stats().filter_capacity;
  size_t keys = 0;
  for (; world.projection().stats().filter_rebuilds == 0;) {
    std::vector<event::FeedRow> rows;
    for (int i = 0; i < 1000; ++i) rows.push_back(SeenAt("url:k" + std::to_string(keys++) + ".example/", kNowS));
    world.Feed("f", rows);
    ASSERT_LT(keys, 20 * capacity);
  }
  EXPECT_GT(world.projection().stats().filter_capacity, capacity);
  for (size_t i = 0; i < keys; i += 17)
    ASSERT_EQ(world.Check(Kind::kUrl, "k" + std::to_string(i) + ".example").verdict, Verdict::kSuspected) << i;
}

TEST(FilterRows, CarryHashesAcrossAndServeTheFilter) {
  LookupWorld world;
  world.Feed("f", {SeenAt("url:a.example/", kNowS), SeenAt("phone:+66812345678", kNowS)});
  FilterRows rows;
  ASSERT_TRUE(rows.usable());
  for (const auto& [key, value] : world.Dump())
    if (key.starts_with("records/")) rows.OnRow(kRecordsTable, std::string_view(key).substr(8), value);
  rows.OnRow(kEvidenceTable, "x", "y");
  ASSERT_EQ(rows.hashes().size(), 2u);
  Filter filter(2, rows.seed());
  for (const uint64_t hash : rows.hashes()) filter.Insert(hash);
  EXPECT_TRUE(filter.MayContain(filter.HashOf(Kind::kUrl, "a.example/")));
  EXPECT_TRUE(filter.MayContain(filter.HashOf(Kind::kPhone, "+66812345678")));
  rows.Release();
  EXPECT_FALSE(rows.usable());
}

}  // namespace
}  // namespace cybercheck::lookup
