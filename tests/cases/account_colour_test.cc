// SPDX-License-Identifier: Apache-2.0
#include "cases/account_colour.h"

#include <gtest/gtest.h>

#include <random>

namespace cybercheck::cases {

void PrintTo(const DatedColour& dated, std::ostream* out) {
  *out << (dated.colour ? Name(*dated.colour) : "none") << " since " << dated.since_s;
}

namespace {

using Colour = AccountColour;
constexpr Colour kAll[] = {Colour::kBlack, Colour::kDarkGrey, Colour::kLightGrey, Colour::kDarkBrown, Colour::kLightBrown};
constexpr std::optional<Colour> kNoColour;

TEST(AccountColour, WithoutGroundsThereIsNone) {
  EXPECT_TRUE(ColoursOverTime({}).empty());
  EXPECT_TRUE(ColoursOverTime({{}, {5}}).empty());
  EXPECT_EQ(ColourAt({}, 0), std::nullopt);
}

TEST(AccountColour, AVictimTellsTheBankThenFilesThenItIsListed) {
  const ColourFacts facts{
      {{Colour::kDarkBrown, 50, 500}, {Colour::kLightGrey, 100, 200}, {Colour::kDarkGrey, 200, {}}, {Colour::kBlack, 300, 400}},
      {}};
  EXPECT_EQ(ColoursOverTime(facts), (std::vector<DatedColour>{{Colour::kDarkBrown, 50},
                                                              {Colour::kLightGrey, 100},
                                                              {Colour::kDarkGrey, 200},
                                                              {Colour::kBlack, 300},
                                                              {Colour::kDarkGrey, 400}}));
  EXPECT_EQ(ColourAt(facts, 49), std::nullopt);
  EXPECT_EQ(ColourAt(facts, 199), (DatedColour{Colour::kLightGrey, 100}));
  EXPECT_EQ(ColourAt(facts, 200), (DatedColour{Colour::kDarkGrey, 200}));
  EXPECT_EQ(ColourAt(facts, 10'000), (DatedColour{Colour::kDarkGrey, 400}));
}

TEST(AccountColour, AHoldThatLapsesStepsDown) {
  const ColourFacts facts{{{Colour::kLightGrey, 100, 200}, {Colour::kLightBrown, 150, 250}}, {}};
  EXPECT_EQ(ColoursOverTime(facts),
            (std::vector<DatedColour>{{Colour::kLightGrey, 100}, {Colour::kLightBrown, 200}, {kNoColour, 250}}));
  EXPECT_EQ(ColourAt(facts, 250), std::nullopt);
}

TEST(AccountColour, AReleaseEndsWhatWasKnownAndNotWhatComesLater) {
  ColourFacts facts{{{Colour::kDarkGrey, 100, {}}, {Colour::kDarkGrey, 120, {}}, {Colour::kDarkBrown, 110, {}}}, {200}};
  EXPECT_EQ(ColoursOverTime(facts), (std::vector<DatedColour>{{Colour::kDarkGrey, 100}, {kNoColour, 200}}));
  facts.grounds.push_back({Colour::kLightBrown, 201, {}});
  EXPECT_EQ(ColourAt(facts, 300), (DatedColour{Colour::kLightBrown, 201}));
  facts.releases_s.push_back(201);  // at the same second: it was looked at
  EXPECT_EQ(ColourAt(facts, 300), std::nullopt);
}

TEST(AccountColour, AReleaseDoesNotEndBlack) {
  const ColourFacts facts{{{Colour::kBlack, 100, 300}, {Colour::kDarkGrey, 50, {}}}, {200}};
  EXPECT_EQ(ColoursOverTime(facts), (std::vector<DatedColour>{{Colour::kDarkGrey, 50}, {Colour::kBlack, 100}, {kNoColour, 300}}));
}

TEST(AccountColour, NamesGoBothWays) {
  for (const Colour colour : kAll) {
    EXPECT_EQ(AccountColourNamed(Name(colour)), colour);
    EXPECT_FALSE(ThaiName(colour).empty());
  }
  EXPECT_EQ(Name(Colour::kLightBrown), "light_brown");
  EXPECT_EQ(ThaiName(Colour::kBlack), "ดำ");
  EXPECT_EQ(AccountColourNamed("grey"), std::nullopt);
}

// The rule asked anew at every second.
std::optional<Colour> Model(const ColourFacts& facts, int64_t at_s) {
  std::optional<Colour> strongest;
  for (const ColourGround& ground : facts.grounds) {
    bool in_force = ground.from_s <= at_s && (!ground.until_s || at_s < *ground.until_s);
    for (const int64_t release_s : facts.releases_s)
      if (ground.colour != Colour::kBlack && release_s >= ground.from_s && release_s <= at_s) in_force = false;
    if (in_force && (!strongest || ground.colour < *strongest)) strongest = ground.colour;
  }
  return strongest;
}

TEST(AccountColour, AgreesWithTheRuleAskedEverySecond) {
  std::mt19937 random(5);
  const auto second = [&random] { return static_cast<int64_t>(random() % 60); };
  for (int round = 0; round < 2'000; ++round) {
    ColourFacts facts;
    for (unsigned i = random() % 9; i > 0; --i) {
      ColourGround ground{kAll[random() % 5], second(), {}};
      if (random() % 2 == 0) ground.until_s = second();
      facts.grounds.push_back(ground);
    }
    for (unsigned i = random() % 4; i > 0; --i) facts.releases_s.push_back(second());
    std::optional<Colour> before;
    std::vector<DatedColour> changes;
    for (int64_t at_s = 0; at_s < 70; ++at_s) {
      const std::optional<Colour> colour = Model(facts, at_s);
      if (colour != before) changes.push_back({colour, at_s});
      before = colour;
      const std::optional<DatedColour> at = ColourAt(facts, at_s);
      EXPECT_EQ(at.has_value() ? at->colour : std::nullopt, colour);
      if (colour) {
        EXPECT_EQ(*at, changes.back());
      }
    }
    EXPECT_EQ(ColoursOverTime(facts), changes);
    EXPECT_EQ(LastColour(facts), before);
  }
}

}  // namespace
}  // namespace cybercheck::cases
