// SPDX-License-Identifier: Apache-2.0
#include "ingest/tip_caps.h"

#include <gtest/gtest.h>

namespace cybercheck::ingest {
namespace {

constexpr int64_t kDay = 1764003600;  // 2025-11-25T00:00:00+07:00

indicator::KeyBytes KeyNumber(uint32_t number) { return indicator::IndexKey(indicator::Kind::kPhone, std::to_string(number)); }

TEST(TipCapsTest, ANetworkSaysAThingSoOftenADay) {
  TipCaps caps({.by_network = 3, .by_indicator = 100, .buckets = 16});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay), TipCaps::Cap::kNone);
  EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay + 86399), TipCaps::Cap::kNetwork);
  EXPECT_EQ(caps.Take("net:a", KeyNumber(2), kDay), TipCaps::Cap::kNone) << "another indicator";
  EXPECT_EQ(caps.Take("net:b", KeyNumber(1), kDay), TipCaps::Cap::kNone) << "another network";
  EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay + 86400), TipCaps::Cap::kNone) << "the next day in Thailand";
}

TEST(TipCapsTest, ATipSentAgainIsCountedOnce) {
  TipCaps caps({.by_network = 2, .by_indicator = 100, .buckets = 16});
  for (int i = 0; i < 9; ++i) EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay, 7), TipCaps::Cap::kNone);
  EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay, 8), TipCaps::Cap::kNone);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(caps.Take("net:a", KeyNumber(1), kDay, 9), TipCaps::Cap::kNetwork) << "over is over";
}

TEST(TipCapsTest, AllNetworksTogether) {
  TipCaps caps({.by_network = 3, .by_indicator = 10, .buckets = 1024});
  uint64_t counted = 0;
  for (int network = 0; network < 100; ++network)
    counted += caps.Take("net:" + std::to_string(network), KeyNumber(1), kDay) == TipCaps::Cap::kNone;
  EXPECT_EQ(counted, 10u);
  EXPECT_EQ(caps.capped(TipCaps::Cap::kIndicator), 90u);
}

// Whoever names thousands of things from one place brings only so many of them into doubt.
TEST(TipCapsTest, ANetworkSpeaksOfSoManyThingsADay) {
  TipCaps caps({.by_network = 3, .by_indicator = 100, .of_network = 50, .buckets = 1024});
  uint64_t counted = 0;
  for (uint32_t i = 0; i < 500; ++i) counted += caps.Take("net:a", KeyNumber(i), kDay) == TipCaps::Cap::kNone;
  EXPECT_EQ(counted, 50u);
  EXPECT_EQ(caps.capped(TipCaps::Cap::kOfNetwork), 450u);
  EXPECT_EQ(caps.Take("net:b", KeyNumber(499), kDay), TipCaps::Cap::kNone) << "another network";
  EXPECT_EQ(caps.Take("net:a", KeyNumber(499), kDay + 86400), TipCaps::Cap::kNone) << "the next day";
}

// However many things are told of, memory stays and the caps of one flooded thing hold while it goes on.
TEST(TipCapsTest, AFloodedThingStaysCappedBesideManyOthers) {
  TipCaps caps({.by_network = 1000, .by_indicator = 50, .of_network = 100000, .buckets = 256});
  uint64_t counted = 0;
  for (uint32_t i = 0; i < 20000; ++i) {
    counted += caps.Take("net:a", KeyNumber(0), kDay) == TipCaps::Cap::kNone;
    caps.Take("net:b", KeyNumber(1 + i), kDay);
  }
  EXPECT_LE(counted, 100u);
}

}  // namespace
}  // namespace cybercheck::ingest
