// SPDX-License-Identifier: Apache-2.0
// What officers decide, and who may; appeals; what a clear does to later evidence; where things wait for review.
#include <gtest/gtest.h>

#include "event/body_redact.h"
#include "tests/lookup/lookup_world.h"

namespace cybercheck::lookup {
namespace {

using event::AppealState;
using event::Channel;
using event::ReviewDecision;
using indicator::Kind;
using wire::Reason;
using wire::Verdict;

constexpr int64_t kNowS = LookupWorld::kNowS;
constexpr char kAnn[] = "tok:00000000000000aa", kBob[] = "tok:00000000000000bb";
constexpr char kPhone[] = "phone:+66812345678";
constexpr char kDone[] = R"({"rows":[{"code":""}]})";
constexpr char kRegister[] =
    R"({"rows":[{"key":"phone:short:1441","owner_en":"Police","source_url":"https://x.example/","verified_on":"2025-11-01"},)"
    R"({"key":"url:agency.example/","scope":"host","owner_en":"Agency","source_url":"https://x.example/","verified_on":"2025-11-01"}]})";

wire::Answer CheckPhone(LookupWorld& world) { return world.Check(Kind::kPhone, "081-234-5678"); }

TEST(Report, TellsWhatWasKnownAndQueues) {
  LookupWorld world;
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:a", {kPhone, "line:badshop"})}).result, R"({"before":"nn","queued":[0,1]})");
  EXPECT_EQ(
      world.Report({Said(Channel::kTip, "net:b", {kPhone, kPhone}), Said(Channel::kHotline, "per:c", {"line:shopx"})}).result,
      R"({"before":"kkn","queued":[2]})");
  ASSERT_EQ(world.Review(kAnn, ReviewDecision::kList, {kPhone}).result, R"({"rows":[{"code":"","queue":[1,0]}]})");
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:d", {kPhone})}).result, R"({"before":"l","queued":[]})");
  ASSERT_EQ(world.Review(kAnn, ReviewDecision::kClear, {kPhone}).result, kDone);
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:e", {kPhone})}).result, R"({"before":"c","queued":[0]})");
  ASSERT_TRUE(world.Appeal(kPhone).accepted);
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:e", {kPhone})}).result, R"({"before":"a","queued":[]})");
  event::Report silent = Said(Channel::kTip, "net:e", {"line:y"});
  silent.indicators[0].counts = false;
  EXPECT_EQ(world.Report({silent}).result, R"({"before":"n","queued":[]})");
  EXPECT_FALSE(world.RecordOf("line:y"));
}

TEST(Report, RefusesWhatDoesNotFit) {
  LookupWorld world;
  const auto code = [&](auto change) {
    event::Report report = Said(Channel::kTip, "net:a", {kPhone});
    change(report);
    return world.Report({report}).code;
  };
  EXPECT_EQ(code([](event::Report& report) { report.source_class = static_cast<uint8_t>(wire::SourceClass::kFeed); }),
            "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.source_class = static_cast<uint8_t>(wire::SourceClass::kPatrol); }),
            "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.channel = Channel::kPatrol; }), "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.category = 11; }), "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.reported_s = kTimeMaxS + 1; }), "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.indicators[0].key.form.assign(kFormBytesMax + 1, 'a'); }), "bad_report");
  EXPECT_EQ(code([](event::Report& report) { report.channel = Channel::kHotline; }), "");  // a tip by telephone
  event::ReportSubmit submit;
  submit.canon = indicator::kCanonVersion + 1;
  submit.reports = {Said(Channel::kTip, "net:a", {kPhone})};
  EXPECT_EQ(world.Submit(event::EntryType::kReportSubmit, "anon", event::EncodeReportSubmit(submit)).code, "canon_version");
  EXPECT_EQ(world.Submit(event::EntryType::kReportSubmit, "anon", event::BeginBody() + "}").code, "bad_body");
}

TEST(Report, IsVisibleToTheNextCheck) {
  LookupWorld world;
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kUnknown);
  world.Report({Said(Channel::kHotline, "per:a", {kPhone}), Said(Channel::kHotline, "per:a", {kPhone}),
                Said(Channel::kHotline, "per:b", {kPhone})});
  const wire::Answer answer = CheckPhone(world);
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);
  EXPECT_EQ(answer.reports, 3u);
  EXPECT_EQ(answer.reporters, 2u);
  EXPECT_TRUE(HasReason(answer, Reason::kReportedByComplaints));
}

TEST(Withdrawal, TakesEvidenceBackOnce) {
  LookupWorld world;
  const uint64_t seq =
      world.Report({Said(Channel::kTip, "net:a", {kPhone}), Said(Channel::kTip, "net:b", {kPhone, "line:shopx"})}).seq;
  EXPECT_EQ(world.Withdraw({{seq, 1}, {seq, 1}, {seq, 9}, {seq + 9, 0}}).result, R"({"withdrawn":1,"left":[[1,2]]})");
  EXPECT_EQ(CheckPhone(world).reports, 1u);
  EXPECT_EQ(world.Check(Kind::kLine, "shopx").verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Withdraw({{seq, 0}}).result, R"({"withdrawn":1,"left":[[1,0]]})");
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kUnknown);
  EXPECT_EQ(world.Withdraw({{seq + 1, 0}}).code, "not_found");
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:a", {kPhone})}).result, R"({"before":"n","queued":[0]})");
  EXPECT_EQ(CheckPhone(world).reporters, 1u);
}

TEST(Review, OwnWorkIsRefused) {
  LookupWorld world;
  world.Report({Said(Channel::kPatrol, kAnn, {kPhone, "line:shopx"})}, kAnn);
  world.Report({Said(Channel::kHotline, "per:x", {"line:hot"})}, kAnn);  // a system's, not somebody's own
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kList, {kPhone}).code, "own_work");
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kNeedsMore, {kPhone}).code, "own_work");
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kSuspected);
  const event::Outcome mixed = world.Review(kAnn, ReviewDecision::kList, {kPhone, "line:hot"});
  EXPECT_TRUE(mixed.accepted);
  EXPECT_EQ(mixed.result, R"({"rows":[{"code":"own_work"},{"code":"","queue":[2,0]}]})");
  EXPECT_TRUE(world.Review(kBob, ReviewDecision::kList, {kPhone}).accepted);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kListed);
}

TEST(Review, AClearStandsUntilAnotherOfficerLists) {
  LookupWorld world;
  world.Feed("a", {SeenAt(kPhone, kNowS - 100)});
  ASSERT_EQ(world.Review(kAnn, ReviewDecision::kClear, {kPhone}).result, kDone);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(CheckPhone(world), Reason::kCleared));
  world.clock().Advance(86'400'000);
  const int64_t tomorrow_s = world.clock().NowS();
  EXPECT_EQ(world.Feed("a", {SeenAt(kPhone, kNowS - 100)}).result, R"({"imported":0,"merged":1})");  // nothing new
  EXPECT_EQ(world.Feed("a", {SeenAt("line:other", tomorrow_s), SeenAt(kPhone, tomorrow_s)}).result,
            R"({"imported":1,"merged":1,"requeued":[1]})");
  EXPECT_EQ(world.Feed("b", {SeenAt(kPhone, tomorrow_s)}).result, R"({"imported":1,"merged":0})");  // waits already
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kUnknown);
  for (const auto decision : {ReviewDecision::kList, ReviewDecision::kCompromised})
    EXPECT_EQ(world.Review(kAnn, decision, {kPhone}).code, "own_decision");
  EXPECT_EQ(world.Review(kBob, ReviewDecision::kList, {kPhone}).result, R"({"rows":[{"code":"","queue":[4,1]}]})");
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kListed);
}

TEST(Review, AClearMayEnd) {
  LookupWorld world;
  world.Report({Said(Channel::kTip, "net:a", {kPhone})});
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kClear, {kPhone}, {}, kNowS + 60).accepted);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kUnknown);
  world.clock().Advance(61'000);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kReported);
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kList, {kPhone}).result, kDone);  // no clear is in force any more
}

TEST(Review, OfficialAndSharedNeedTwo) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(event::EntryType::kRegisterSet, kRegister).accepted);
  ASSERT_TRUE(world.Set(event::EntryType::kSharedHostsSet, R"({"hosts":["sites.example"]})").accepted);
  const std::string page = "url:agency.example/old/login";
  const uint64_t reported = world.Report({Said(Channel::kTip, "net:a", {page})}).seq;
  const event::Outcome first = world.Review(kAnn, ReviewDecision::kCompromised, {page});
  EXPECT_TRUE(first.accepted);
  EXPECT_EQ(first.result, R"({"rows":[{"code":"second_needed","queue":[)" + std::to_string(reported) + ",0]}]}");
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kCompromised, {page}).result, first.result);  // not by saying it twice
  EXPECT_EQ(world.Check(Kind::kUrl, "agency.example/old/login").verdict, Verdict::kReported);
  // Another decision is no second to the first, and takes its place.
  EXPECT_EQ(world.Review(kBob, ReviewDecision::kClear, {page}).result, first.result);
  EXPECT_EQ(world.Review(kBob, ReviewDecision::kCompromised, {page}).result, first.result);
  const event::Outcome second = world.Review(kAnn, ReviewDecision::kCompromised, {page});
  EXPECT_EQ(second.result, R"({"rows":[{"code":"","queue":[)" + std::to_string(reported) + ",0]}]}");
  EXPECT_EQ(world.Check(Kind::kUrl, "agency.example/old/login").verdict, Verdict::kListed);
  EXPECT_EQ(world.RecordOf(page)->decisions()[0].proposal_seq, second.seq - 1);

  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kList, {"phone:short:1441"}).result, R"({"rows":[{"code":"second_needed"}]})");
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kList, {"url:sites.example/"}).result, R"({"rows":[{"code":"second_needed"}]})");
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kList, {"url:sites.example/view/x"}).result, kDone);
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kNeedsMore, {"phone:short:1441"}).result, kDone);
  // Neither of the two decides the appeal against it.
  const uint64_t appeal = world.Appeal(page).seq;
  ASSERT_TRUE(world.MoveAppeal(kAnn, appeal, page, AppealState::kInReview).accepted);
  EXPECT_EQ(world.MoveAppeal(kAnn, appeal, page, AppealState::kUpheld).code, "own_decision");
  EXPECT_EQ(world.MoveAppeal(kBob, appeal, page, AppealState::kCleared).code, "own_decision");
  EXPECT_TRUE(world.MoveAppeal("tok:00000000000000cc", appeal, page, AppealState::kCleared).accepted);
}

TEST(Review, UndoTakesADecisionOrAProposalBack) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(event::EntryType::kRegisterSet, kRegister).accepted);
  const uint64_t reported = world.Report({Said(Channel::kTip, "net:a", {kPhone})}).seq;
  const uint64_t listed = world.Review(kAnn, ReviewDecision::kList, {kPhone}).seq;
  EXPECT_EQ(world.Undo(kAnn, listed + 5, kPhone).code, "not_found");
  EXPECT_EQ(world.Undo(kAnn, listed, "line:shopx").code, "not_found");
  EXPECT_EQ(world.Undo(kAnn, listed, kPhone).result, "{}");
  EXPECT_EQ(world.Undo(kAnn, listed, kPhone).code, "not_found");
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kReported);
  EXPECT_LT(reported, listed);
  const uint64_t proposed = world.Review(kAnn, ReviewDecision::kList, {"phone:short:1441"}).seq;
  EXPECT_TRUE(world.Undo(kBob, proposed, "phone:short:1441").accepted);
  EXPECT_EQ(world.Review(kBob, ReviewDecision::kList, {"phone:short:1441"}).result, R"({"rows":[{"code":"second_needed"}]})");
}

TEST(Review, MergeGivesTheOthersAnswerWhereItIsWorse) {
  LookupWorld world;
  const std::string other = "line:badshop";
  world.Report({Said(Channel::kTip, "net:a", {kPhone, other})});
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kMerge, {kPhone}, other).accepted);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kReported);
  EXPECT_FALSE(HasReason(CheckPhone(world), Reason::kMerged));
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kList, {other}).accepted);
  wire::Answer answer = CheckPhone(world);
  EXPECT_EQ(answer.verdict, Verdict::kListed);
  EXPECT_EQ(answer.matched, other);
  EXPECT_TRUE(HasReason(answer, Reason::kMerged, other));
  EXPECT_TRUE(HasReason(answer, Reason::kListedByReview));
  // One step and no further, round trips too.
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kMerge, {other}, kPhone).accepted);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kReported);
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kMerge, {other}, other).code, "bad_body");
  ASSERT_TRUE(world.Review(kBob, ReviewDecision::kMerge, {kPhone}, "line:nobody-heard-of").accepted);
  EXPECT_EQ(CheckPhone(world).verdict, Verdict::kReported);
}

TEST(Review, NeedsMoreLeavesTheQueueUntilMoreComes) {
  LookupWorld world;
  world.Report({Said(Channel::kTip, "net:a", {kPhone})});
  EXPECT_EQ(world.Review(kAnn, ReviewDecision::kNeedsMore, {kPhone}).result, R"({"rows":[{"code":"","queue":[1,0]}]})");
  EXPECT_EQ(world.RecordOf(kPhone)->decision_count, 0);
  EXPECT_EQ(world.Report({Said(Channel::kTip, "net:b", {kPhone})}).result, R"({"before":"k","queued":[0]})");
}

TEST(Appeal, RunsItsCourse) {
  LookupWorld world;
  const uint64_t reported = world.Report({Said(Channel::kPatrol, kBob, {kPhone})}, kBob).seq;
  const uint64_t appeal = world.Appeal(kPhone).seq;
  EXPECT_EQ(world.Appeal(kPhone).code, "wrong_state");
  wire::Answer answer = CheckPhone(world);
  EXPECT_TRUE(answer.under_review);
  EXPECT_TRUE(HasReason(answer, Reason::kUnderReview));
  EXPECT_EQ(world.MoveAppeal(kAnn, appeal, kPhone, AppealState::kUpheld).code, "wrong_state");
  EXPECT_EQ(world.MoveAppeal(kAnn, reported, kPhone, AppealState::kInReview).code, "not_found");
  EXPECT_EQ(world.MoveAppeal(kAnn, appeal, "line:shopx", AppealState::kInReview).code, "not_found");
  EXPECT_TRUE(world.MoveAppeal(kBob, appeal, kPhone, AppealState::kInReview).accepted);
  EXPECT_EQ(world.MoveAppeal(kAnn, appeal, kPhone, AppealState::kInReview).code, "wrong_state");
  EXPECT_EQ(world.MoveAppeal(kBob, appeal, kPhone, AppealState::kUpheld).code, "own_work");
  EXPECT_TRUE(world.MoveAppeal(kAnn, appeal, kPhone, AppealState::kUpheld).accepted);
  EXPECT_EQ(world.MoveAppeal(kAnn, appeal, kPhone, AppealState::kUpheld).code, "wrong_state");
  answer = CheckPhone(world);
  EXPECT_FALSE(answer.under_review);
  EXPECT_EQ(answer.verdict, Verdict::kSuspected);

  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kList, {kPhone}).accepted);
  const uint64_t second = world.Appeal(kPhone).seq;
  ASSERT_TRUE(world.MoveAppeal(kAnn, second, kPhone, AppealState::kInReview).accepted);
  EXPECT_EQ(world.MoveAppeal(kAnn, second, kPhone, AppealState::kCleared).code, "own_decision");
  ASSERT_TRUE(world.MoveAppeal("tok:00000000000000cc", second, kPhone, AppealState::kCleared).accepted);
  answer = CheckPhone(world);
  EXPECT_EQ(answer.verdict, Verdict::kUnknown);
  EXPECT_TRUE(HasReason(answer, Reason::kCleared));
  EXPECT_EQ(world.RecordOf(kPhone)->decisions()[0].ground, Decision::Ground::kAppeal);
  EXPECT_EQ(world.Review("tok:00000000000000cc", ReviewDecision::kList, {kPhone}).code, "own_decision");
}

TEST(Appeal, WasNotOpenInThePast) {
  LookupWorld world;
  world.Report({Said(Channel::kTip, "net:a", {kPhone}, kNowS - 1000)});
  ASSERT_TRUE(world.Appeal(kPhone).accepted);
  EXPECT_FALSE(world.Check(Kind::kPhone, "081-234-5678", kNowS - 10).under_review);
}

// What a flood does: nothing beyond `reported`, and its own record stays small.
TEST(Caps, TenThousandTips) {
  LookupWorld world;
  ASSERT_TRUE(world.Set(event::EntryType::kRegisterSet, kRegister).accepted);
  for (int entry = 0; entry < 20; ++entry) {
    std::vector<event::Report> reports;
    for (int i = 0; i < 500; ++i)
      reports.push_back(Said(Channel::kTip, "net:" + std::to_string(entry * 500 + i), {kPhone, "phone:short:1441"}));
    ASSERT_TRUE(world.Report(std::move(reports)).accepted);
  }
  wire::Answer answer = CheckPhone(world);
  EXPECT_EQ(answer.verdict, Verdict::kReported);
  EXPECT_EQ(answer.score, 92);  // of sixteen
  EXPECT_EQ(answer.reports, 10'000u);
  EXPECT_NEAR(static_cast<double>(answer.reporters), 10'000, 4'000);
  answer = world.Check(Kind::kPhone, "1441");
  EXPECT_EQ(answer.verdict, Verdict::kReported);
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialRegister));
  EXPECT_TRUE(HasReason(answer, Reason::kCappedByOfficialHost));
  EXPECT_TRUE(HasReason(answer, Reason::kOfficialButSpoofable));
  std::string bytes;
  EncodeRecord(*world.RecordOf(kPhone), bytes);
  EXPECT_LE(bytes.size(), 400u);
}

}  // namespace
}  // namespace cybercheck::lookup
