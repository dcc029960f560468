// SPDX-License-Identifier: Apache-2.0
#include "wire/verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace cybercheck::wire {
namespace {

constexpr Verdict kVerdicts[] = {Verdict::kUnknown,   Verdict::kUnresolvable, Verdict::kReported,
                                 Verdict::kSuspected, Verdict::kListed,       Verdict::kOfficial};

// Stored and sent: a renumbering or a new spelling must fail here.
TEST(Verdict, NumbersAndNamesStay) {
  EXPECT_EQ(static_cast<int>(Verdict::kOfficial), 5);
  EXPECT_EQ(static_cast<int>(Category::kOtherIllegal), 10);
  EXPECT_EQ(static_cast<int>(SourceClass::kSample), 8);
  EXPECT_EQ(Name(Verdict::kUnresolvable), "unresolvable");
  EXPECT_EQ(Name(Category::kECigarette), "e_cigarette");
  EXPECT_EQ(Name(Category::kNone), "");
  EXPECT_EQ(Name(SourceClass::kFeed), "feed");
  EXPECT_EQ(Name(Reason::kListedByReview), "listed_by_review");
  EXPECT_EQ(Name(Reason::kNotFound), "not_found");
  EXPECT_EQ(Name(Reason::kTestIndicator), "test_indicator");
  EXPECT_EQ(Name(Reason::kMatchedUrl), "matched_url");
  EXPECT_EQ(Name(Context::kIncomingCall), "incoming_call");
}

TEST(Verdict, NamesReadBack) {
  for (const Verdict verdict : kVerdicts) EXPECT_EQ(VerdictNamed(Name(verdict)), verdict);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(CategoryNamed(Name(static_cast<Category>(i))), static_cast<Category>(i));
  for (int i = 1; i <= 8; ++i) EXPECT_EQ(SourceClassNamed(Name(static_cast<SourceClass>(i))), static_cast<SourceClass>(i));
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(ContextNamed(Name(static_cast<Context>(i))), static_cast<Context>(i));
  EXPECT_EQ(VerdictNamed("safe"), std::nullopt);
  EXPECT_EQ(CategoryNamed(""), std::nullopt);
  EXPECT_EQ(SourceClassNamed(""), std::nullopt);
  EXPECT_EQ(ContextNamed("Visit"), std::nullopt);
}

TEST(Verdict, ReasonNamesAreDistinct) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < kReasonCount; ++i) EXPECT_TRUE(names.insert(Name(static_cast<Reason>(i))).second) << i;
}

TEST(Verdict, WorseIsAStrictOrderAndOfficialYieldsToReports) {
  for (const Verdict a : kVerdicts) {
    EXPECT_FALSE(IsWorse(a, a));
    for (const Verdict b : kVerdicts) EXPECT_EQ(a == b, IsWorse(a, b) == IsWorse(b, a)) << Name(a) << " " << Name(b);
  }
  EXPECT_TRUE(IsWorse(Verdict::kListed, Verdict::kSuspected));
  EXPECT_TRUE(IsWorse(Verdict::kSuspected, Verdict::kReported));
  EXPECT_TRUE(IsWorse(Verdict::kReported, Verdict::kOfficial));
  EXPECT_TRUE(IsWorse(Verdict::kOfficial, Verdict::kUnresolvable));
  EXPECT_TRUE(IsWorse(Verdict::kUnresolvable, Verdict::kUnknown));
}

}  // namespace
}  // namespace cybercheck::wire
