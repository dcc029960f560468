// SPDX-License-Identifier: Apache-2.0
#include "lookup/filter.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace cybercheck::lookup {
namespace {

using indicator::Kind;

TEST(Filter, NeverForgetsAKeyOfTheSet) {
  std::mt19937_64 random(21);
  Filter filter(5000, random());
  std::set<std::pair<Kind, std::string>> set;
  for (int i = 0; i < 5000; ++i) {
    const auto kind = static_cast<Kind>(1 + random() % 8);
    std::string form = std::to_string(random() % 4000);
    filter.Insert(filter.HashOf(kind, form));
    set.emplace(kind, std::move(form));
    // Every key so far, now and then; the last always.
    if (i % 500 != 0) continue;
    for (const auto& [known_kind, known] : set) ASSERT_TRUE(filter.MayContain(filter.HashOf(known_kind, known)));
  }
  for (const auto& [kind, form] : set) ASSERT_TRUE(filter.MayContain(filter.HashOf(kind, form)));
  EXPECT_LE(filter.keys(), set.size());
}

double FalsePositivePercent(size_t keys, size_t room) {
  Filter filter(room, 0x1234567);
  for (size_t i = 0; i < keys; ++i) filter.Insert(filter.HashOf(Kind::kUrl, "in" + std::to_string(i) + ".example/"));
  size_t wrong = 0;
  constexpr size_t kAsked = 1'000'000;
  for (size_t i = 0; i < kAsked; ++i)
    wrong += filter.MayContain(filter.HashOf(Kind::kUrl, "out" + std::to_string(i) + ".example/"));
  const double percent = 100.0 * static_cast<double>(wrong) / kAsked;
  std::printf("filter: %zu keys in room for %zu (%.1f bits a key): %.3f %% false positives\n", keys, filter.capacity(),
              8.0 * static_cast<double>(filter.bytes()) / static_cast<double>(keys), percent);
  return percent;
}

TEST(Filter, FalsePositivesStayFew) {
  EXPECT_LT(FalsePositivePercent(300000, 300000), 0.3);  // as built
  EXPECT_LT(FalsePositivePercent(400000, 300000), 1.0);  // full
}

TEST(Filter, KindsAreApartAndSeedsDiffer) {
  Filter filter(10, 1);
  EXPECT_NE(filter.HashOf(Kind::kPhone, "1"), filter.HashOf(Kind::kUrl, "1"));
  EXPECT_NE(Filter::HashOf(1, Kind::kPhone, "1"), Filter::HashOf(2, Kind::kPhone, "1"));
}

TEST(Filter, ProbeAgreesWithMayContain) {
  std::mt19937_64 random(22);
  Filter filter(1000, random());
  std::vector<uint64_t> in, hashes;
  for (int i = 0; i < 1000; ++i) {
    in.push_back(random());
    filter.Insert(in.back());
  }
  for (int round = 0; round < 2000; ++round) {
    hashes.clear();
    const size_t count = random() % (Filter::kProbesMax + 1);
    for (size_t i = 0; i < count; ++i) hashes.push_back(random() % 2 == 0 ? in[random() % in.size()] : random());
    const uint32_t hits = filter.Probe(hashes);
    for (size_t i = 0; i < count; ++i) ASSERT_EQ((hits >> i & 1) != 0, filter.MayContain(hashes[i]));
  }
}

TEST(Filter, KnowsWhenItIsFull) {
  Filter filter(1, 5);
  EXPECT_GE(filter.capacity(), 65536u);
  uint64_t hash = 0;
  while (!filter.full()) filter.Insert(filter.HashOf(Kind::kPhone, std::to_string(hash++)));
  EXPECT_GE(hash, filter.capacity());
  EXPECT_LT(hash, filter.capacity() + filter.capacity() / 20);
}

// Readers beside the writer see every key whose insertion they know of.
TEST(Filter, ReadersBesideAWriter) {
  Filter filter(200000, 9);
  std::atomic<uint64_t> written{0};
  std::atomic<int> missed{0};
  std::thread reader([&] {
    uint64_t seen = 0;
    while (seen < 100000) {
      seen = written.load(std::memory_order_acquire);
      for (uint64_t i = seen > 100 ? seen - 100 : 0; i < seen; ++i)
        missed += !filter.MayContain(filter.HashOf(Kind::kUrl, std::to_string(i)));
    }
  });
  for (uint64_t i = 0; i < 100000; ++i) {
    filter.Insert(filter.HashOf(Kind::kUrl, std::to_string(i)));
    written.store(i + 1, std::memory_order_release);
  }
  reader.join();
  EXPECT_EQ(missed.load(), 0);
}

}  // namespace
}  // namespace cybercheck::lookup
