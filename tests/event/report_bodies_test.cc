// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "event/access_token.h"
#include "event/appeal.h"
#include "event/attachment_add.h"
#include "event/entry.h"
#include "event/report_submit.h"
#include "event/report_withdraw.h"
#include "event/review.h"
#include "event/subject_erase.h"

namespace cybercheck::event {
namespace {

const indicator::Key kPhone{indicator::Kind::kPhone, "+66670000001"};
const indicator::Key kUrl{indicator::Kind::kUrl, "bad.example/a?\"q\\"};

Report SomeReport() {
  Report report;
  report.channel = Channel::kPatrol;
  report.source_class = 5;
  report.reporter = "tok:0123456789abcdef";
  report.reported_s = 1'764'200'000;
  report.occurred_s = 1'764'190'000;
  report.category = 2;
  report.case_type = "goods";
  report.case_number = 1;
  report.text_digest = std::string(32, 'd');
  report.external_id = "ที่ 12/2568";
  report.sealed = Sealed{7, std::string("\0box\xff", 5)};
  report.attachments = {std::string(32, 'a')};
  report.indicators = {{kPhone, ReportIndicator::Origin::kGiven, true, "067-000-0001"},
                       {kUrl, ReportIndicator::Origin::kRedirect, false, ""}};
  return report;
}

TEST(ReportBodiesTest, ABodyIsDecodedOnceForThoseWhoReadItInTurn) {
  ReportSubmit submit;
  submit.reports = {SomeReport()};
  const std::string body = EncodeReportSubmit(submit), same = body, other = EncodeReportSubmit(submit);  // another salt
  const auto first = DecodeReportSubmitOnce(body);
  ASSERT_TRUE(first);
  EXPECT_EQ(DecodeReportSubmitOnce(same).value(), *first);
  EXPECT_FALSE(DecodeReportSubmitOnce("{}"));
  EXPECT_EQ(DecodeReportSubmitOnce(same).value(), *first);
  const auto second = DecodeReportSubmitOnce(other);
  ASSERT_TRUE(second);
  EXPECT_NE(*second, *first);
  EXPECT_EQ((*first)->reports[0].external_id, (*second)->reports[0].external_id);
}

TEST(ReportBodiesTest, ReportsComeBackAsTheyWere) {
  ReportSubmit submit;
  Report small;
  small.source_class = 4;
  small.reporter = "net:1";
  small.reported_s = 1;
  submit.reports = {SomeReport(), small};
  const auto back = DecodeReportSubmit(EncodeReportSubmit(submit, std::string(64, 'b')));
  ASSERT_TRUE(back) << back.error().detail;
  ASSERT_EQ(back->reports.size(), 2u);
  const Report& was = submit.reports[0];
  const Report& is = back->reports[0];
  EXPECT_EQ(is.channel, was.channel);
  EXPECT_EQ(is.source_class, was.source_class);
  EXPECT_EQ(is.reporter, was.reporter);
  EXPECT_EQ(is.reported_s, was.reported_s);
  EXPECT_EQ(is.occurred_s, was.occurred_s);
  EXPECT_EQ(is.category, was.category);
  EXPECT_EQ(is.case_type, was.case_type);
  EXPECT_EQ(is.case_number, was.case_number);
  EXPECT_EQ(is.text_digest, was.text_digest);
  EXPECT_EQ(is.external_id, was.external_id);
  EXPECT_EQ(is.sealed, was.sealed);
  EXPECT_EQ(is.attachments, was.attachments);
  ASSERT_EQ(is.indicators.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(is.indicators[i].key, was.indicators[i].key);
    EXPECT_EQ(is.indicators[i].origin, was.indicators[i].origin);
    EXPECT_EQ(is.indicators[i].counts, was.indicators[i].counts);
    EXPECT_EQ(is.indicators[i].submitted, was.indicators[i].submitted);
  }
  EXPECT_TRUE(back->reports[1].indicators.empty());
  EXPECT_FALSE(back->reports[1].sealed);
}

TEST(ReportBodiesTest, EveryOtherBodyComesBackToo) {
  const auto withdraw = DecodeReportWithdraw(EncodeReportWithdraw({"rejected", {{17, 3}, {18, 0}}}));
  ASSERT_TRUE(withdraw) << withdraw.error().detail;
  EXPECT_EQ(withdraw->reports, (std::vector<ReportRef>{{17, 3}, {18, 0}}));
  EXPECT_FALSE(withdraw->read.has_value());
  for (const bool to : {true, false}) {
    const auto read = DecodeReportWithdraw(EncodeReportWithdraw({{}, {{17, 3}}, to}));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->read, to);
    EXPECT_EQ(read->ground, "");
  }
  const std::string both = BeginBody() + ",\"ground\":\"rejected\",\"read\":true,\"reports\":[{\"seq\":17}]}";
  EXPECT_FALSE(DecodeReportWithdraw(both));

  const auto decide = DecodeReviewDecide(
      EncodeReviewDecide({ReviewDecision::kMerge, 1, 99, Sealed{1, "x"}, {{kUrl, {indicator::Kind::kUrl, "bad.example/"}}}}));
  ASSERT_TRUE(decide) << decide.error().detail;
  EXPECT_EQ(decide->decision, ReviewDecision::kMerge);
  EXPECT_EQ(decide->until_s, 99);
  EXPECT_EQ(decide->items[0].into.form, "bad.example/");

  const auto undo = DecodeReviewUndo(EncodeReviewUndo({17, kPhone}));
  ASSERT_TRUE(undo) << undo.error().detail;
  EXPECT_EQ(undo->key, kPhone);

  const auto claim = DecodeReviewClaim(EncodeReviewClaim({1'764'200'900, {kPhone, kUrl}}));
  ASSERT_TRUE(claim) << claim.error().detail;
  EXPECT_EQ(claim->keys.size(), 2u);

  const auto open = DecodeAppealOpen(EncodeAppealOpen({kPhone, AppealGround::kSpoofed, Channel::kHotline, 5, Sealed{9, "y"}}));
  ASSERT_TRUE(open) << open.error().detail;
  EXPECT_EQ(open->ground, AppealGround::kSpoofed);
  EXPECT_EQ(open->channel, Channel::kHotline);
  EXPECT_EQ(open->sealed->subject, 9u);

  const auto move = DecodeAppealMove(EncodeAppealMove({17, kPhone, AppealState::kCleared, 7, {}}));
  ASSERT_TRUE(move) << move.error().detail;
  EXPECT_EQ(move->to, AppealState::kCleared);

  const auto create =
      DecodeTokenCreate(EncodeTokenCreate({"0123456789abcdef", base::Sha256("secret"), Role::kPartner, "bank desk", "004", 0}));
  ASSERT_TRUE(create) << create.error().detail;
  EXPECT_EQ(create->digest, base::Sha256("secret"));
  EXPECT_EQ(create->role, Role::kPartner);
  EXPECT_EQ(create->bank, "004");
  EXPECT_TRUE(DecodeTokenRevoke(EncodeTokenRevoke({"0123456789abcdef"})));

  const auto erase = DecodeSubjectErase(EncodeSubjectErase({"request", {7, 8}}));
  ASSERT_TRUE(erase) << erase.error().detail;
  EXPECT_EQ(erase->subjects, (std::vector<uint64_t>{7, 8}));

  const auto add = DecodeAttachmentAdd(EncodeAttachmentAdd({std::string(32, '0'), 7, "image/png", 120, base::Sha256("f"), {}}));
  ASSERT_TRUE(add) << add.error().detail;
  EXPECT_EQ(add->sealed_digest, base::Sha256("f"));
}

TEST(ReportBodiesTest, WhatALayoutDoesNotHaveIsNamed) {
  const std::pair<const char*, const char*> kBad[] = {
      {R"({"salt":"0","canon":1,"reports":[]})", "reports"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"fax","class":4,"reporter":"x","reported_at":1,"indicators":[]}]})",
       "channel"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":0,"indicators":[]}]})",
       "reported_at"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[{"key":"a"}]}]})",
       "indicators[0]"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[],"name":"y"}]})",
       "name"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[],
           "sealed":{"subject":0,"box":"eA=="}}]})",
       "subject"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[],
           "sealed":{"subject":1,"box":"e"}}]})",
       "box"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"class":4,"reporter":"x","reported_at":1,"indicators":[]}]})",
       "reports[0]: member 'class'"},
      {R"({"salt":"0","canon":1,"reports":[{"salt":"1","channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[]}]})",
       "salt"},
      {R"({"salt":"0","canon":1,"reports":[{"channel":"tip","class":4,"reporter":"x","reported_at":1,"indicators":[]}]} x)",
       "something follows"},
      {R"({"salt":"0","canon":1.5,"reports":[]})", "canon"},
  };
  for (const auto& [body, names] : kBad) {
    const auto decoded = DecodeReportSubmit(body);
    ASSERT_FALSE(decoded) << body;
    EXPECT_NE(decoded.error().detail.find(names), std::string::npos) << decoded.error().detail;
  }
  EXPECT_FALSE(DecodeReviewDecide(R"({"salt":"0","decision":"list","items":[{"key":"url:a/","into":"url:b/"}]})"));
  EXPECT_FALSE(DecodeReviewDecide(R"({"salt":"0","decision":"merge","items":[{"key":"url:a/"}]})"));
  EXPECT_FALSE(DecodeTokenCreate(R"({"salt":"0","token":"0123456789abcdef","digest":"00","role":"officer","name":"n"})"));
  EXPECT_FALSE(DecodeAppealMove(R"({"salt":"0","appeal":1,"key":"url:a/","to":"opened"})"));
}

}  // namespace
}  // namespace cybercheck::event
