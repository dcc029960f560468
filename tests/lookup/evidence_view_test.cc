// SPDX-License-Identifier: Apache-2.0
#include "lookup/evidence_view.h"

#include <gtest/gtest.h>

#include <set>

#include "lookup/what_if.h"
#include "tests/lookup/lookup_world.h"

namespace cybercheck::lookup {
namespace {

using event::Channel;
using event::ReviewDecision;
using wire::SourceClass;
using wire::Verdict;

constexpr int64_t kNowS = LookupWorld::kNowS;
constexpr int64_t kDayS = 86400;
constexpr char kAnn[] = "tok:00000000000000aa", kBob[] = "tok:00000000000000bb";
constexpr char kPhone[] = "phone:+66812345678";

// Reads with a view over the world as it is.
template <class Read>
auto Look(LookupWorld& world, Read read) {
  const auto txn = world.environment().BeginRead();
  EXPECT_TRUE(txn);
  const auto view = EvidenceView::Open(world.environment(), *txn);
  EXPECT_TRUE(view);
  auto result = read(*view);
  EXPECT_TRUE(result);
  return std::move(*result);
}

indicator::KeyBytes Index(const std::string& key) { return indicator::IndexKey(KeyOf(key)); }

TEST(EvidenceView, TellsWhichPieceGivesWhat) {
  LookupWorld world;
  world.Feed("openphish", {SeenAt(kPhone, kNowS - 60 * kDayS)});
  world.Report({Said(Channel::kTip, "net:a", {kPhone}), Said(Channel::kTip, "net:b", {kPhone})});
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kList, {kPhone}, {}, kNowS + 5).accepted);
  ASSERT_TRUE(world.Review(kBob, ReviewDecision::kClear, {kPhone}).accepted);
  const auto told = Look(world, [&](const EvidenceView& view) { return view.Read(Index(kPhone), Rules(), kNowS); });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->key.ToString(), kPhone);
  EXPECT_EQ(told->judgement.verdict, Verdict::kUnknown);
  ASSERT_EQ(told->pieces.size(), 2u);
  const EvidencePiece& tips = told->pieces[0];
  EXPECT_EQ(tips.source_class, SourceClass::kTip);
  EXPECT_EQ(tips.source, "");
  EXPECT_EQ(tips.reporters, 2u);
  EXPECT_EQ(tips.alone, 27);
  EXPECT_EQ(tips.adds, 54 - 37);
  EXPECT_EQ(tips.cap, Verdict::kReported);
  const EvidencePiece& feed = told->pieces[1];
  EXPECT_EQ(feed.source, "openphish");
  EXPECT_DOUBLE_EQ(feed.weight.decay, 0.5);
  EXPECT_EQ(feed.alone, 37);
  ASSERT_EQ(told->decisions.size(), 2u);
  EXPECT_EQ(told->decisions[0].actor, kBob);
  EXPECT_TRUE(told->decisions[0].in_force);
  EXPECT_FALSE(told->decisions[1].in_force);
  EXPECT_FALSE(Look(world, [&](const EvidenceView& view) { return view.Read(Index("line:shopx"), Rules(), kNowS); }));
}

TEST(EvidenceView, PagesNewestFirst) {
  LookupWorld world;
  world.Feed("f", {SeenAt(kPhone, kNowS - 5), SeenAt("line:shopx", kNowS)});
  for (int i = 0; i < 7; ++i) world.Report({Said(Channel::kTip, "net:" + std::to_string(i % 2), {"line:shopx", kPhone})});
  ASSERT_TRUE(world.Withdraw({{3, 0}}).accepted);
  std::vector<EvidenceLine> lines;
  EvidenceRef from;
  do {
    const EvidencePage page = Look(world, [&](const EvidenceView& view) { return view.ReadPage(Index(kPhone), from, 3); });
    EXPECT_LE(page.lines.size(), 3u);
    lines.insert(lines.end(), page.lines.begin(), page.lines.end());
    from = page.next;
  } while (from.seq != 0);
  ASSERT_EQ(lines.size(), 8u);
  EXPECT_EQ(lines.front().ref, (EvidenceRef{8, 1}));
  EXPECT_EQ(lines.back().source, "f");
  std::set<uint32_t> reporters;
  int taken_back = 0;
  for (const EvidenceLine& line : lines) {
    if (line.observation.source == kPeople) reporters.insert(line.observation.reporter);
    taken_back += line.taken_back;
  }
  EXPECT_EQ(reporters.size(), 2u);
  EXPECT_EQ(taken_back, 1);
  const auto txn = world.environment().BeginRead();
  const auto view = EvidenceView::Open(world.environment(), *txn);
  EXPECT_EQ(view->ReadPage(Index(kPhone), {1, 1}, 3).error().code, base::ErrorCode::kNotFound);  // another's
  EXPECT_EQ(view->ReadPage(Index(kPhone), {99, 1}, 3).error().code, base::ErrorCode::kNotFound);
}

TEST(EvidenceView, RelatedAreThoseOfTheSameReports) {
  LookupWorld world;
  world.Report({Said(Channel::kTip, "net:a", {kPhone, "line:badshop", "promptpay:nid:0011"}, kNowS - 50),
                Said(Channel::kTip, "net:b", {"account:004:1234567890", "line:other"})});
  world.Report({Said(Channel::kHotline, "per:c", {"account:004:1234567890", kPhone, "line:badshop"}, kNowS - 10)});
  world.Report({Said(Channel::kHotline, "per:d", {kPhone, "line:gone"})});
  ASSERT_TRUE(world.Withdraw({{3, 0}}).accepted);
  const auto related = Look(world, [&](const EvidenceView& view) { return view.ReadRelated(Index(kPhone), Rules(), kNowS); });
  EXPECT_EQ(related.reports, 2u);
  EXPECT_FALSE(related.truncated);
  ASSERT_EQ(related.keys.size(), 2u);
  EXPECT_EQ(related.keys[0].key.ToString(), "line:badshop");
  EXPECT_EQ(related.keys[0].reports, 2u);
  EXPECT_EQ(related.keys[0].first_s, kNowS - 50);
  EXPECT_EQ(related.keys[0].last_s, kNowS - 10);
  EXPECT_EQ(related.keys[1].key.ToString(), "account:004:1234567890");
  EXPECT_EQ(related.keys[1].verdict, Verdict::kSuspected);
}

TEST(EvidenceView, RelatedLooksAtTheNewestThousand) {
  LookupWorld world;
  for (int entry = 0; entry < 3; ++entry) {
    std::vector<event::Report> reports;
    for (int i = 0; i < 400; ++i) reports.push_back(Said(Channel::kTip, "net:a", {kPhone, "line:l" + std::to_string(i)}));
    ASSERT_TRUE(world.Report(std::move(reports)).accepted);
  }
  const auto related = Look(world, [&](const EvidenceView& view) { return view.ReadRelated(Index(kPhone), Rules(), kNowS); });
  EXPECT_EQ(related.reports, EvidenceView::kRelatedReportsMax);
  EXPECT_EQ(related.keys.size(), EvidenceView::kRelatedKeysMax);
  EXPECT_TRUE(related.truncated);
}

TEST(WhatIf, CountsVerdictsThatMove) {
  LookupWorld world;
  for (int i = 0; i < 50; ++i) world.Feed("f", {SeenAt("line:l" + std::to_string(i), kNowS)});
  for (int i = 0; i < 30; ++i) world.Report({Said(Channel::kTip, "net:a", {"line:t" + std::to_string(i)})});
  ASSERT_TRUE(world.Review(kAnn, ReviewDecision::kList, {"line:l1", "line:t1"}).accepted);
  Policy other;
  other.suspected_from = 80;
  uint64_t seen = 0;
  const auto progress = [&](uint64_t done, uint64_t) {
    seen = done;
    return true;
  };
  const auto moves = WhatIf(world.environment(), Policy(), other, Register(), kNowS, progress);
  ASSERT_TRUE(moves);
  EXPECT_EQ(seen, 80u);
  EXPECT_EQ(moves->records(), 80u);
  EXPECT_EQ(moves->moved(), 49u);
  EXPECT_EQ(moves->counts[static_cast<size_t>(Verdict::kSuspected)][static_cast<size_t>(Verdict::kReported)], 49u);
  EXPECT_EQ(moves->counts[static_cast<size_t>(Verdict::kListed)][static_cast<size_t>(Verdict::kListed)], 2u);
  EXPECT_TRUE(moves->is_much());
  EXPECT_FALSE(WhatIf(world.environment(), Policy(), Policy(), Register(), kNowS, progress)->is_much());
  EXPECT_EQ(
      WhatIf(world.environment(), Policy(), other, Register(), kNowS, [](uint64_t, uint64_t) { return false; }).error().code,
      base::ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace cybercheck::lookup
