// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_resolver.h"

#include <gtest/gtest.h>

#include <array>

#include "ingest/reporter_voice.h"
#include "ingest/rules_files.h"
#include "ingest/shipped.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kNow = 1764000000;
using Origin = event::ReportIndicator::Origin;

const std::string& ContentOf(RulesKind kind) {
  static std::array<std::string, kAllRules.size()> contents;
  std::string& content = contents[static_cast<size_t>(kind)];
  if (content.empty()) content = ParseRules(kind, FileName(kind), Shipped(kind), kNow)->json;
  return content;
}

// The real parts but for the keys: a box is the text itself.
class ReportResolverTest : public testing::Test {
 protected:
  ReportResolverTest()
      : guard_(*Guard::Make(ContentOf(RulesKind::kSharedHosts))), taxonomy_(*Taxonomy::Make(ContentOf(RulesKind::kTaxonomy))) {}

  ReportResolver Resolver(TipCaps* caps = nullptr) {
    const std::vector<uint8_t> secret(32, 7);
    return ReportResolver({.guard = guard_,
                           .taxonomy = taxonomy_,
                           .extractor = extractor_,
                           .key_national_id = [secret](indicator::Canonical& canonical) -> base::Result<void> {
                             indicator::KeyNationalId(secret, canonical);
                             return {};
                           },
                           .key_person = [secret](std::string_view id) { return PersonVoice(secret, id); },
                           .seal = [this](std::string_view plain, const ReportPlace& place) -> base::Result<event::Sealed> {
                             if (seal_fails_) return base::Fail(base::ErrorCode::kStorageFull);
                             EXPECT_EQ(place.number, 3);
                             return event::Sealed{++sealed_, std::string(plain)};
                           },
                           .caps = caps});
  }
  // "kind:form from! …": every key, its origin's first letter, ! where it does not count.
  std::string Keys(const event::Report& report) {
    std::string out;
    for (const event::ReportIndicator& one : report.indicators) {
      if (!out.empty()) out += ' ';
      out += one.key.ToString() + '/' + "gtr"[static_cast<size_t>(one.origin)];
      if (!one.counts) out += '!';
    }
    return out;
  }
  std::string Resolve(const RawReport& raw, ReportSender sender = {.voice = "tok:0000000000000001"}) {
    ReportResolver resolver = Resolver();
    const auto fault = resolver.Resolve(raw, sender, {{}, 3}, kNow, report_);
    if (fault) return std::string(base::Describe(fault->error.code).name) + " at " + fault->place;
    return Keys(report_);
  }
  static RawReport Of(std::vector<RawIndicator> indicators) {
    RawReport raw;
    raw.indicators = std::move(indicators);
    return raw;
  }

  Guard guard_;
  Taxonomy taxonomy_;
  extract::Extractor extractor_;
  event::Report report_;
  uint64_t sealed_ = 0;
  bool seal_fails_ = false;
};

TEST_F(ReportResolverTest, KindsAreGivenOrFound) {
  using enum indicator::Kind;
  EXPECT_EQ(Resolve(Of({{kPhone, "๐๘๑-๒๓๔-๕๖๗๘"}})), "phone:+66812345678/g");
  EXPECT_EQ(Resolve(Of({{std::nullopt, "081 234 5678"}})), "phone:+66812345678/g");
  EXPECT_EQ(Resolve(Of({{kUrl, "hxxps://bad[.]example/Login?a=1"}})), "url:bad.example/Login?a=1/g");
  EXPECT_EQ(report_.indicators[0].submitted, "hxxps://bad[.]example/Login?a=1");
  EXPECT_EQ(Resolve(Of({{kAccount, "กสิกร 123-4-56789-0"}, {kLine, "@BadShop"}, {kSmsSender, "K Bank"}})),
            "account:004:1234567890/g line:@badshop/g sms_sender:kbank/g");
  // A page that is an account's is the account.
  EXPECT_EQ(Resolve(Of({{kUrl, "https://www.tiktok.com/@Bad.Shop?lang=th"}})), "tiktok:bad.shop/g");
}

TEST_F(ReportResolverTest, OneThingIsTakenOnce) {
  RawReport raw = Of({{indicator::Kind::kPhone, "0812345678"}, {std::nullopt, "+66 81 234 5678"}});
  raw.redirects = {"https://bit.ly/3abc", "https://bad.example/a", "https://bad.example/a"};
  raw.text = "โทร 081-234-5678 หรือ https://bad.example/a แล้วแอดไลน์ @badshop";
  EXPECT_EQ(Resolve(raw), "phone:+66812345678/g url:bit.ly/3abc/r url:bad.example/a/r line:@badshop/t");
}

TEST_F(ReportResolverTest, WrongValuesRefuseTheReportByPlace) {
  using enum indicator::Kind;
  EXPECT_EQ(Resolve(Of({{kPhone, "0812345678"}, {kPhone, "12"}})), "phone_too_short at indicators[1].value");
  EXPECT_EQ(Resolve(Of({{kUrl, "javascript:alert(1)"}})), "unsupported_scheme at indicators[0].value");
  EXPECT_EQ(Resolve(Of({{std::nullopt, "???"}})), "not_an_indicator at indicators[0].value");
  EXPECT_EQ(Resolve(Of({{kAccount, "KBANK 123"}})), "account_length at indicators[0].value");
  RawReport raw;
  raw.redirects = {"https://bad.example/", "about:blank"};
  EXPECT_EQ(Resolve(raw), "unsupported_scheme at redirects[1]");
  EXPECT_EQ(Resolve(RawReport()), "missing_member at ");
  raw = Of({{kPhone, "0812345678"}});
  raw.case_type = "murder";
  EXPECT_EQ(Resolve(raw), "bad_request at case_type");
  raw.case_type = "goods";
  raw.reporter = RawReporter{"", "", "1101700230709"};
  EXPECT_EQ(Resolve(raw), "national_id_checksum at reporter.national_id");
  raw.reporter->national_id = "1101";
  EXPECT_EQ(Resolve(raw), "not_a_promptpay_id at reporter.national_id");
}

TEST_F(ReportResolverTest, WhatBelongsToManyIsKeptAndDoesNotCount) {
  using enum indicator::Kind;
  EXPECT_EQ(Resolve(Of({{kUrl, "https://bit.ly/"},
                        {kUrl, "https://github.io/"},
                        {kUrl, "https://sites.google.com/"},
                        {kUrl, "https://sites.google.com/view/bad"},
                        {kUrl, "https://bad.github.io/"}})),
            "url:bit.ly//g! url:github.io//g! url:sites.google.com//g! url:sites.google.com/view/bad/g url:bad.github.io//g");
  // Digits that may be an account of some bank are kept for officers to ask about.
  EXPECT_EQ(Resolve(Of({{std::nullopt, "1234567890"}})), "account:?:1234567890/g!");
  EXPECT_EQ(Resolve(Of({{kAccount, "1234567890"}})), "bank_missing at indicators[0].value");
}

TEST_F(ReportResolverTest, MailAddressesAreCutOut) {
  EXPECT_EQ(Resolve(Of({{indicator::Kind::kUrl, "https://bad.example/l?e=victim@mail.example&x=1"}})), "url:bad.example/l/g");
  EXPECT_EQ(report_.indicators[0].submitted, "");
}

TEST_F(ReportResolverTest, TheSendersOwnNumberIsNotReported) {
  RawReport raw;
  raw.text = "เบอร์ผม 089-999-8888 โดน 081-234-5678 หลอก";
  EXPECT_EQ(Resolve(raw), "phone:+66899998888/t phone:+66812345678/t");
  raw.contact.phone = "0899998888";
  EXPECT_EQ(Resolve(raw), "phone:+66812345678/t");
  raw.contact.phone.clear();
  raw.reporter = RawReporter{"", "+66 89 999 8888", ""};
  EXPECT_EQ(Resolve(raw), "phone:+66812345678/t");
  raw.indicators = {{std::nullopt, "0899998888"}};
  EXPECT_EQ(Resolve(raw), "bad_request at indicators[0].value");
}

TEST_F(ReportResolverTest, NorHoweverTheSenderWritesIt) {
  RawReport raw;
  raw.text = "เบอร์ผม 081-234-5678 กับ 089-999-8888 พร้อมเพย์ 0812345678 คนร้าย 067-111-0001";
  for (const std::string_view phone : {"0812345678, 0899998888", "๐๘๑-๒๓๔-๕๖๗๘ (บ้าน) 0899998888"}) {
    raw.contact = {};
    raw.contact.phone = phone;
    EXPECT_EQ(Resolve(raw), "phone:+66671110001/t") << phone;
  }
  raw.contact = {};
  raw.contact.name = "สมชาย 0812345678";
  raw.contact.other = "โทร 0899998888 หรือ https://www.facebook.com/me.somchai";
  raw.text += " เฟซผม https://www.facebook.com/me.somchai";
  EXPECT_EQ(Resolve(raw), "phone:+66671110001/t");
  // Words about the sender may name the other side, too: what is reported by itself is taken.
  raw.indicators = {{indicator::Kind::kPhone, "0899998888"}};
  EXPECT_EQ(Resolve(raw), "phone:+66899998888/g phone:+66671110001/t");
  raw.contact.phone = "0812345678, 0899998888";
  EXPECT_EQ(Resolve(raw), "bad_request at indicators[0].value");
  // A person's id is theirs as a PromptPay id as well.
  raw = {};
  raw.reporter = RawReporter{"สมชาย", "", "1101700230708"};
  raw.indicators = {{indicator::Kind::kPromptpay, "1-1017-00230-70-8"}};
  EXPECT_EQ(Resolve(raw), "bad_request at indicators[0].value");
}

TEST_F(ReportResolverTest, NationalIdsAreKeyedAndNeverStored) {
  RawReport raw = Of({{indicator::Kind::kPromptpay, "1-1017-00230-70-8"}});
  raw.reporter = RawReporter{"สมชาย", "", "3-1006-02345-67-1"};
  const std::string keys = Resolve(raw);
  EXPECT_TRUE(keys.starts_with("promptpay:nid:")) << keys;
  EXPECT_EQ(keys.find("1101700230708"), std::string::npos);
  EXPECT_EQ(report_.indicators[0].submitted, "");
  EXPECT_TRUE(report_.reporter.starts_with("per:")) << report_.reporter;
  EXPECT_EQ(report_.reporter.size(), 36u);
  ASSERT_TRUE(report_.sealed.has_value());
  EXPECT_EQ(report_.sealed->box, "{\"reporter\":{\"name\":\"สมชาย\"}}");
  // What a text says may be the writer's own.
  RawReport text;
  text.text = "พร้อมเพย์ 1-1017-00230-70-8 และ 081-234-5678";
  EXPECT_EQ(Resolve(text), "phone:+66812345678/t");
}

TEST_F(ReportResolverTest, PeopleAndTextAreSealedAndNowhereElse) {
  RawReport raw = Of({{std::nullopt, "0812345678"}});
  raw.text = "ข้อความ \"ลับ\"";
  raw.note = "note";
  raw.contact = {"สมหญิง", "0899998888", "a@b.example", "lineid", "other"};
  raw.reporter = RawReporter{"name", "0877776666", ""};
  Resolve(raw);
  ASSERT_TRUE(report_.sealed.has_value());
  EXPECT_EQ(report_.sealed->box,
            "{\"text\":\"ข้อความ \\\"ลับ\\\"\",\"note\":\"note\",\"contact\":{\"name\":\"สมหญิง\",\"phone\":\"0899998888\","
            "\"email\":\"a@b.example\",\"line\":\"lineid\",\"other\":\"other\"},\"reporter\":{\"name\":\"name\",\"phone\":"
            "\"0877776666\"}}");
  report_.sealed.reset();
  event::ReportSubmit submit;
  submit.reports.push_back(report_);
  const std::string body = event::EncodeReportSubmit(submit);
  for (const char* secret : {"ลับ", "note", "สมหญิง", "899998888", "a@b.example", "lineid", "877776666"})
    EXPECT_EQ(body.find(secret), std::string::npos) << secret;
}

TEST_F(ReportResolverTest, NothingSealedWhereNothingIsSaidOrTheReportIsRefused) {
  Resolve(Of({{std::nullopt, "0812345678"}}));
  EXPECT_FALSE(report_.sealed.has_value());
  RawReport raw = Of({{std::nullopt, "???"}});
  raw.text = "x";
  Resolve(raw);
  EXPECT_EQ(sealed_, 0u);
  raw.indicators.clear();
  seal_fails_ = true;
  EXPECT_EQ(Resolve(raw), "storage_full at ");
  seal_fails_ = false;
  EXPECT_EQ(Resolve(raw), "") << "a text alone is for officers to read";
  EXPECT_EQ(sealed_, 1u);
}

TEST_F(ReportResolverTest, ClassesAndVoices) {
  RawReport raw = Of({{std::nullopt, "0812345678"}});
  raw.occurred_s = kNow - 60;
  raw.category = wire::Category::kGambling;
  raw.external_id = "A-1";
  const std::pair<event::Channel, wire::SourceClass> classes[] = {{event::Channel::kTip, wire::SourceClass::kTip},
                                                                  {event::Channel::kPatrol, wire::SourceClass::kPatrol},
                                                                  {event::Channel::kOnline, wire::SourceClass::kComplaint},
                                                                  {event::Channel::kHotline, wire::SourceClass::kComplaint},
                                                                  {event::Channel::kStation, wire::SourceClass::kComplaint}};
  for (const auto& [channel, source_class] : classes) {
    raw.channel = channel;
    Resolve(raw);
    EXPECT_EQ(report_.source_class, static_cast<uint8_t>(source_class));
    EXPECT_EQ(report_.channel, channel);
  }
  EXPECT_EQ(report_.reporter, "tok:0000000000000001");
  EXPECT_EQ(report_.reported_s, kNow);
  EXPECT_EQ(report_.occurred_s, kNow - 60);
  EXPECT_EQ(report_.category, static_cast<uint8_t>(wire::Category::kGambling));
  EXPECT_EQ(report_.external_id, "A-1");
  // A sender's clock may be ahead; what is stored is not.
  raw.occurred_s = kNow + 60;
  Resolve(raw);
  EXPECT_EQ(report_.occurred_s, kNow);
}

TEST_F(ReportResolverTest, AHundredIndicatorsAndTheRestOfTheTextIsLeft) {
  RawReport raw;
  for (int i = 100; i < 199; ++i) raw.indicators.push_back({indicator::Kind::kPhone, "0810000" + std::to_string(i)});
  raw.text = "089-999-8881 089-999-8882 089-999-8883";
  Resolve(raw);
  ASSERT_EQ(report_.indicators.size(), 100u);
  EXPECT_EQ(report_.indicators.back().key.form, "+66899998881");
}

TEST_F(ReportResolverTest, FloodsOfAnonymousTipsAreCapped) {
  TipCaps caps({.by_network = 2, .by_indicator = 5, .buckets = 64});
  ReportResolver resolver = Resolver(&caps);
  const RawReport raw = Of({{std::nullopt, "0812345678"}});
  const auto counts = [&](const std::string& voice, bool anonymous = true) {
    EXPECT_FALSE(resolver.Resolve(raw, {.voice = voice, .anonymous = anonymous}, {{}, 3}, kNow, report_).has_value());
    return report_.indicators[0].counts;
  };
  EXPECT_TRUE(counts("net:a"));
  EXPECT_TRUE(counts("net:a"));
  EXPECT_FALSE(counts("net:a"));
  EXPECT_FALSE(counts("net:a"));
  EXPECT_TRUE(counts("net:b"));
  EXPECT_TRUE(counts("net:c"));
  EXPECT_TRUE(counts("net:d"));
  EXPECT_FALSE(counts("net:e")) << "all networks together";
  EXPECT_TRUE(counts("tok:0000000000000001", false));
  EXPECT_EQ(caps.capped(TipCaps::Cap::kNetwork), 2u);
  EXPECT_EQ(caps.capped(TipCaps::Cap::kIndicator), 1u);
}

}  // namespace
}  // namespace cybercheck::ingest
