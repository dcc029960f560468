// SPDX-License-Identifier: Apache-2.0
#include "lookup/reporter_sketch.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

namespace cybercheck::lookup {
namespace {

std::vector<uint32_t> Voices(std::mt19937_64& random, size_t count) {
  std::vector<uint32_t> voices(count);
  for (uint32_t& voice : voices) voice = static_cast<uint32_t>(random());
  return voices;
}

struct Counted {
  ReporterSketch sketch;
  uint16_t number = 0;
};

Counted CountAll(const std::vector<uint32_t>& voices) {
  Counted counted;
  for (const uint32_t voice : voices) counted.number = counted.sketch.Add(voice, counted.number);
  return counted;
}

TEST(ReporterSketch, ExactUpToThirtyTwo) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    const size_t distinct = random() % (kSketchMax + 1);
    std::vector<uint32_t> voices = Voices(random, distinct);
    const std::set<uint32_t> known(voices.begin(), voices.end());
    for (size_t i = distinct; i > 0; --i) voices.push_back(voices[random() % i]);
    EXPECT_EQ(CountAll(voices).number, known.size());
  }
}

TEST(ReporterSketch, EstimatesMore) {
  std::mt19937_64 random(2);
  for (const size_t distinct : {33u, 60u, 200u, 1000u, 10000u, 50000u}) {
    double sum = 0;
    for (int round = 0; round < 40; ++round) {
      const uint16_t number = CountAll(Voices(random, distinct)).number;
      EXPECT_GT(number, kSketchMax);
      EXPECT_LT(number, 2.5 * static_cast<double>(distinct));
      sum += number;
    }
    EXPECT_NEAR(sum / 40 / static_cast<double>(distinct), 1, 0.2) << distinct;
  }
}

TEST(ReporterSketch, OrderDoesNotMatterAndMoreNeverLowers) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<uint32_t> voices = Voices(random, 1 + random() % 120);
    if (round % 2 == 0)
      for (uint32_t& voice : voices) voice %= 50;
    const Counted straight = CountAll(voices);
    std::shuffle(voices.begin(), voices.end(), random);
    Counted shuffled;
    for (const uint32_t voice : voices) {
      const uint16_t before = shuffled.number;
      shuffled.number = shuffled.sketch.Add(voice, before);
      ASSERT_GE(shuffled.number, before);
    }
    ASSERT_EQ(straight.number, shuffled.number);
    ASSERT_EQ(straight.sketch, shuffled.sketch);
  }
}

// Stored: a change of these would count everybody twice.
TEST(ReporterSketch, HashesStay) {
  EXPECT_EQ(ReporterHash("tok:0011223344556677"), 3417866977u);
  EXPECT_EQ(ReporterHash("net:00112233445566778899aabbccddeeff"), 2504134832u);
}

TEST(ReporterSketch, TakesOnlyRisingHashes) {
  ReporterSketch sketch;
  const uint32_t rising[] = {1, 2, 9}, equal[] = {1, 2, 2}, falling[] = {3, 2};
  EXPECT_TRUE(sketch.Assign(rising));
  EXPECT_FALSE(sketch.Assign(equal));
  EXPECT_FALSE(sketch.Assign(falling));
  EXPECT_EQ(sketch.hashes().size(), 3u);
}

}  // namespace
}  // namespace cybercheck::lookup
