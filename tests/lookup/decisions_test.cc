// SPDX-License-Identifier: Apache-2.0
#include "lookup/decisions.h"

#include <gtest/gtest.h>

namespace cybercheck::lookup {
namespace {

Decision Made(uint64_t seq, Decision::Type type, int64_t made_s, int64_t until_s = 0) {
  Decision decision;
  decision.seq = seq;
  decision.type = type;
  decision.made_s = made_s;
  decision.until_s = until_s;
  return decision;
}

TEST(Decisions, TheLatestThatIsNotOverHolds) {
  Record record;
  EXPECT_EQ(DecisionInForce(record, 100), nullptr);
  AddDecision(Made(1, Decision::Type::kList, 10), record);
  AddDecision(Made(5, Decision::Type::kClear, 20, 50), record);
  EXPECT_EQ(DecisionInForce(record, 9), nullptr);
  EXPECT_EQ(DecisionInForce(record, 15)->seq, 1u);
  EXPECT_EQ(DecisionInForce(record, 20)->seq, 5u);
  EXPECT_TRUE(IsCleared(record, 49));
  EXPECT_EQ(DecisionInForce(record, 50)->seq, 1u);
  // A clock that stepped back does not make the later entry the earlier decision.
  AddDecision(Made(6, Decision::Type::kList, 15), record);
  EXPECT_EQ(DecisionInForce(record, 30)->seq, 6u);
}

TEST(Decisions, FourStay) {
  Record record;
  for (uint64_t seq = 1; seq <= 4; ++seq) AddDecision(Made(seq, Decision::Type::kList, static_cast<int64_t>(seq)), record);
  AddDecision(Made(5, Decision::Type::kClear, 5, 6), record);
  ASSERT_EQ(record.decision_count, 4);
  EXPECT_EQ(record.decisions().front().seq, 5u);
  EXPECT_EQ(record.decisions().back().seq, 2u);  // the oldest left
  AddDecision(Made(6, Decision::Type::kList, 9), record);
  EXPECT_EQ(record.decisions().back().seq, 2u);  // the clear was over, and left first
  EXPECT_EQ(record.decisions().front().seq, 6u);
  for (const Decision& decision : record.decisions()) EXPECT_NE(decision.seq, 5u);
}

TEST(Decisions, OneEntryDecidesOnceAndCanBeTakenBack) {
  Record record;
  AddDecision(Made(3, Decision::Type::kList, 3), record);
  AddDecision(Made(3, Decision::Type::kList, 3), record);
  EXPECT_EQ(record.decision_count, 1);
  EXPECT_FALSE(RemoveDecision(4, record));
  EXPECT_TRUE(RemoveDecision(3, record));
  EXPECT_EQ(record.decision_count, 0);
}

}  // namespace
}  // namespace cybercheck::lookup
