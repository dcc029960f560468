// SPDX-License-Identifier: Apache-2.0
#include "cases/projection.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "cases/erasure.h"
#include "cases/queue.h"
#include "cases/reports.h"
#include "event/appeal.h"
#include "event/attachment_add.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "event/subject_erase.h"
#include "tests/cases/books_model.h"
#include "tests/cases/random_work.h"

namespace cybercheck::cases {
namespace {

using event::EntryType;
using event::ReviewDecision;
using indicator::Key;
using indicator::Kind;

constexpr char kOfficer[] = "tok:00000000000000aa";
constexpr char kOther[] = "tok:00000000000000bb";
const Key kPhone{Kind::kPhone, "+66670000001"};
const Key kAccount{Kind::kAccount, "004:0000000001"};
const Key kUrl{Kind::kUrl, "bad.example/pay?x"};
const Key kShared{Kind::kUrl, "shared.example/a"};

event::Report ReportOf(std::vector<Key> keys, uint64_t subject = 0) {
  event::Report report;
  report.source_class = 4;
  report.reporter = "net:1";
  report.reported_s = CasesWorld::kNowS;
  if (subject != 0) report.sealed = event::Sealed{subject, "box"};
  for (Key& key : keys) report.indicators.push_back({std::move(key), event::ReportIndicator::Origin::kGiven, true, ""});
  return report;
}

event::Outcome Submit(CasesWorld& world, std::vector<event::Report> reports, const std::string& actor = "anon") {
  event::ReportSubmit submit;
  submit.reports = std::move(reports);
  return world.Submit(EntryType::kReportSubmit, actor, event::EncodeReportSubmit(submit));
}

event::Outcome Decide(CasesWorld& world, ReviewDecision decision, const Key& key, const std::string& actor = kOfficer) {
  event::ReviewDecide decide;
  decide.decision = decision;
  decide.items = {{key, {}}};
  return world.Submit(EntryType::kReviewDecide, actor, event::EncodeReviewDecide(decide));
}

event::Outcome Claim(CasesWorld& world, std::vector<Key> keys, int64_t until_s, const std::string& actor) {
  return world.Submit(EntryType::kReviewClaim, actor, event::EncodeReviewClaim({until_s, std::move(keys)}));
}

std::vector<QueueItem> QueueOf(CasesWorld& world, bool with_needs_more = true) {
  QueueQuery query;
  query.with_needs_more = with_needs_more;
  query.now_s = world.clock.NowS();
  return Must(ReadQueue(world.tables(), world.Read(), query)).items;
}

TEST(CasesProjectionTest, AReportIsBookedAndWithdrawnOnce) {
  CasesWorld world;
  event::Report second = ReportOf({kUrl, kAccount}, 8);
  second.channel = event::Channel::kHotline;
  second.case_type = "goods";
  const auto outcome = Submit(world, {ReportOf({kPhone}, 7), second});
  const std::string id = FormatPublicId(world.LastId(), 1);
  const auto ref = Must(FindReport(world.tables(), world.Read(), *ParsePublicId(id))).value();
  EXPECT_EQ(ref, (event::ReportRef{outcome.seq, 1}));
  ReportStatus status = Must(ReadReportStatus(world.tables(), world.Read(), ref)).value();
  EXPECT_EQ(status.row.channel, event::Channel::kHotline);
  EXPECT_EQ(status.row.case_type, "goods");
  EXPECT_EQ(status.row.state, ReportState::kReceived);
  EXPECT_EQ(status.row.subject, 8u);
  EXPECT_EQ(status.actor, "anon");
  ASSERT_EQ(status.indicators.size(), 2u);
  EXPECT_EQ(status.indicators[0].key, kUrl);
  EXPECT_EQ(status.indicators[0].row, 1u);
  EXPECT_EQ(status.indicators[0].queue, QueueWhy::kNew);

  world.clock.Advance(60'000);
  const std::vector<event::ReportRef> refs = {ref, {99, 0}, {outcome.seq, 9}, ref};  // known, and what is no report
  world.Submit(EntryType::kReportWithdraw, kOfficer, event::EncodeReportWithdraw({"rejected", refs}));
  world.Submit(EntryType::kReportWithdraw, "anon", event::EncodeReportWithdraw({"by_reporter", {ref}}));
  status = Must(ReadReportStatus(world.tables(), world.Read(), ref)).value();
  EXPECT_EQ(status.row.state, ReportState::kRejected);
  EXPECT_EQ(status.row.since_s, CasesWorld::kNowS + 60);
  BooksModel::Of(world).ExpectSame(world, world.clock.NowS());
}

TEST(CasesProjectionTest, TheQueueTellsWhyAndWhatBelongsTogether) {
  CasesWorld world;
  Submit(world, {ReportOf({kUrl, kAccount, kPhone})});
  auto queue = QueueOf(world);
  ASSERT_EQ(queue.size(), 3u);
  for (const QueueItem& item : queue) {
    EXPECT_EQ(item.row.why, QueueWhy::kNew);
    EXPECT_EQ(GroupsOf(item).account, indicator::IndexKey(kAccount));
    EXPECT_EQ(GroupsOf(item).report, std::to_string(item.place.seq) + ".0");
  }
  EXPECT_EQ(GroupsOf(queue[0]).host.form, "bad.example/");
  EXPECT_EQ(GroupsOf(queue[1]).host.form, "");

  Decide(world, ReviewDecision::kClear, kPhone);
  EXPECT_EQ(QueueOf(world).size(), 2u);
  event::FeedObserved feed;
  feed.source = "feed";
  feed.rows.resize(2);
  feed.rows[0].key = kAccount;
  feed.rows[1].key = kPhone;
  world.Submit(EntryType::kFeedObserved, "import:feed", event::EncodeFeedObserved(feed));
  queue = QueueOf(world);
  ASSERT_EQ(queue.size(), 3u);
  EXPECT_EQ(queue[2].row.key, kPhone);
  EXPECT_EQ(queue[2].row.why, QueueWhy::kRequeued);
}

TEST(CasesProjectionTest, NeedsMoreWaitsForTheNextEvidence) {
  CasesWorld world;
  Submit(world, {ReportOf({kPhone})});
  Decide(world, ReviewDecision::kNeedsMore, kPhone);
  EXPECT_EQ(QueueOf(world, false).size(), 0u);
  ASSERT_EQ(QueueOf(world).size(), 1u);
  EXPECT_EQ(QueueOf(world)[0].row.why, QueueWhy::kNeedsMore);
  world.clock.Advance(5000);
  const auto more = Submit(world, {ReportOf({kUrl}), ReportOf({kPhone})});
  auto queue = QueueOf(world, false);
  ASSERT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue[1].row.key, kPhone);
  EXPECT_EQ(queue[1].row.why, QueueWhy::kMoreCame);
  EXPECT_EQ(queue[1].place, (QueuePlace{more.seq, 1}));
  EXPECT_EQ(queue[1].row.report, 1u);
  Decide(world, ReviewDecision::kList, kPhone);
  EXPECT_EQ(QueueOf(world).size(), 1u);
  BooksModel::Of(world).ExpectSame(world, world.clock.NowS());
  EXPECT_EQ(world.Digest(), world.ReplayedDigest());
}

TEST(CasesProjectionTest, AnUndoneDecisionWaitsAgainAndASecondOfficerIsAskedFor) {
  CasesWorld world;
  Submit(world, {ReportOf({kPhone, kShared})});
  const auto listed = Decide(world, ReviewDecision::kList, kPhone);
  const auto undone = world.Submit(EntryType::kReviewUndo, kOfficer, event::EncodeReviewUndo({listed.seq, kPhone}));
  EXPECT_TRUE(undone.accepted);
  EXPECT_TRUE(Decide(world, ReviewDecision::kList, kShared).accepted);
  auto queue = QueueOf(world);
  ASSERT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue[0].row.key, kShared);
  EXPECT_EQ(queue[0].row.why, QueueWhy::kSecondNeeded);
  EXPECT_EQ(queue[1].row.key, kPhone);
  EXPECT_EQ(queue[1].row.why, QueueWhy::kUndone);
  EXPECT_EQ(queue[1].place, (QueuePlace{undone.seq, 0}));
  Decide(world, ReviewDecision::kList, kShared, kOther);
  Decide(world, ReviewDecision::kList, kPhone);
  EXPECT_TRUE(QueueOf(world).empty());
  EXPECT_EQ(Must(world.tables().places.Count(world.Read())), 0u);
}

TEST(CasesProjectionTest, AClaimKeepsOthersOffUntilItIsOver) {
  CasesWorld world;
  const int64_t until_s = CasesWorld::kNowS + 900;
  Submit(world, {ReportOf({kPhone, kUrl})});
  EXPECT_EQ(Claim(world, {kPhone, kUrl}, until_s, kOfficer).result, "{\"claimed\":2}");
  const auto refused = Claim(world, {kAccount, kUrl}, until_s, kOther);
  EXPECT_EQ(refused.code, "claimed");
  EXPECT_EQ(refused.result, R"({"key":"url:bad.example/pay?x","holder":"tok:00000000000000aa","until":1764200900})");
  EXPECT_FALSE(Must(ClaimOn(world.tables(), world.Read(), indicator::IndexKey(kAccount), CasesWorld::kNowS)));  // all or nothing
  EXPECT_EQ(Claim(world, {kUrl}, 0, kOther).code, "claimed");
  EXPECT_TRUE(Claim(world, {kPhone}, until_s + 60, kOfficer).accepted);  // longer
  EXPECT_EQ(Claim(world, {kUrl, kAccount}, 0, kOfficer).result, "{\"released\":1}");
  EXPECT_TRUE(Claim(world, {kUrl}, until_s, kOther).accepted);
  world.clock.Set((until_s + 59) * 1000);
  EXPECT_EQ(Claim(world, {kPhone}, until_s + 960, kOther).code, "claimed");
  world.clock.Set((until_s + 60) * 1000);
  EXPECT_TRUE(Claim(world, {kPhone}, until_s + 960, kOther).accepted);
  EXPECT_EQ(Must(ClaimOn(world.tables(), world.Read(), indicator::IndexKey(kPhone), world.clock.NowS()))->actor, kOther);
  Decide(world, ReviewDecision::kClear, kPhone);
  EXPECT_FALSE(Must(ClaimOn(world.tables(), world.Read(), indicator::IndexKey(kPhone), world.clock.NowS())));
  EXPECT_EQ(world.Submit(EntryType::kReviewClaim, kOther, event::BeginBody() + "}").code, "bad_body");
}

TEST(CasesProjectionTest, ErasedSubjectsAreToldOnce) {
  CasesWorld world;
  const auto erase = [&](std::vector<uint64_t> subjects) {
    return world.Submit(EntryType::kSubjectErase, "cli", event::EncodeSubjectErase({"request", std::move(subjects)}));
  };
  EXPECT_EQ(erase({7, 8}).result, "{\"erased\":2}");
  const int64_t first_s = world.clock.NowS();
  world.clock.Advance(60'000);
  EXPECT_EQ(erase({8, 9}).result, "{\"erased\":1}");
  const Erasure erasure = Must(ErasureOf(world.tables(), world.Read(), 8)).value();
  EXPECT_EQ(erasure.erased_s, first_s);
  EXPECT_EQ(erasure.ground, "request");
  EXPECT_FALSE(Must(ErasureOf(world.tables(), world.Read(), 10)));
  EXPECT_EQ(world.Submit(EntryType::kSubjectErase, "cli", event::BeginBody() + ",\"subjects\":[]}").code, "bad_body");
}

TEST(CasesProjectionTest, AFileBelongsToTheFirstReportThatNamesIt) {
  CasesWorld world;
  event::AttachmentAdd add;
  add.id = std::string(31, 'a') + "1";
  add.subject = 7;
  add.media_type = "image/png";
  add.bytes = 120'000;
  add.sealed_digest = base::Sha256("sealed");
  const std::string body = event::EncodeAttachmentAdd(add);
  EXPECT_TRUE(world.Submit(EntryType::kAttachmentAdd, "anon", body).accepted);
  EXPECT_EQ(world.Submit(EntryType::kAttachmentAdd, "anon", body).code, "conflict");
  EXPECT_EQ(Must(AttachmentOf(world.tables(), world.Read(), add.id))->report.seq, 0u);
  event::Report report = ReportOf({kPhone});
  report.attachments = {add.id, std::string(32, 'b')};
  const auto first = Submit(world, {ReportOf({kUrl}), report});
  Submit(world, {report});
  const Attachment attachment = Must(AttachmentOf(world.tables(), world.Read(), add.id)).value();
  EXPECT_EQ(attachment.report, (event::ReportRef{first.seq, 1}));
  EXPECT_EQ(attachment.media_type, "image/png");
  EXPECT_EQ(attachment.sealed_digest, add.sealed_digest);
  EXPECT_FALSE(Must(AttachmentOf(world.tables(), world.Read(), std::string(32, 'b'))));
  EXPECT_FALSE(Must(AttachmentOf(world.tables(), world.Read(), "no id")));
}

TEST(CasesProjectionTest, RandomWorkIsBookedAsTheSlowModelBooksIt) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    CasesWorld world;
    RandomWork work(world, seed);
    for (int round = 0; round < 6; ++round) {
      for (int step = 0; step < 120; ++step) work.Step();
      const int64_t now_s = world.clock.NowS();
      const BooksModel model = BooksModel::Of(world);
      model.ExpectSame(world, now_s);
      ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
      if (round == 3) world.Reopen();
    }
    const BooksModel model = BooksModel::Of(world);
    EXPECT_GT(model.queue.size(), 5u);
    EXPECT_GT(model.appeals.size(), 20u);
    EXPECT_GT(Must(world.tables().places.Count(world.Read())), 0u);
    EXPECT_EQ(world.Digest(), world.ReplayedDigest());
  }
}

}  // namespace
}  // namespace cybercheck::cases
