// SPDX-License-Identifier: Apache-2.0
#include "base/epoch.h"

#include <gtest/gtest.h>

#include <thread>

namespace cybercheck::base {
namespace {

// Says when it is destroyed.
struct Tracked {
  Tracked(int v, std::atomic<int>& d) : value(v), destroyed(d) {}
  ~Tracked() {
    value = -1;
    destroyed.fetch_add(1);
  }
  int value;
  std::atomic<int>& destroyed;
};

TEST(EpochTest, ReplacedValueLivesWhileAReaderIsInside) {
  std::atomic<int> destroyed = 0;
  EpochDomain domain;
  {
    Published<Tracked> published(domain);
    published.Replace(std::make_unique<const Tracked>(1, destroyed));
    EpochReader reader(domain);
    {
      const auto guard = reader.Enter();
      const Tracked* seen = published.Get();
      published.Replace(std::make_unique<const Tracked>(2, destroyed));
      EXPECT_EQ(seen->value, 1);
      EXPECT_EQ(destroyed, 0);
      EXPECT_EQ(published.Get()->value, 2);
      EXPECT_EQ(domain.Reclaim(), 1u);
    }
    EXPECT_EQ(domain.Reclaim(), 0u);
    EXPECT_EQ(destroyed, 1);
  }
  EXPECT_EQ(destroyed, 2);
}

TEST(EpochTest, AReaderThatEntersLaterHoldsNothingBack) {
  std::atomic<int> destroyed = 0;
  EpochDomain domain;
  Published<Tracked> published(domain);
  published.Replace(std::make_unique<const Tracked>(1, destroyed));
  published.Replace(std::make_unique<const Tracked>(2, destroyed));
  EXPECT_EQ(destroyed, 1);
  EpochReader reader(domain);
  const auto guard = reader.Enter();
  EXPECT_EQ(domain.Reclaim(), 0u);
}

TEST(EpochTest, ManyReadersNeverSeeAFreedValue) {
  std::atomic<int> destroyed = 0;
  std::atomic<bool> stop = false;
  EpochDomain domain;
  int replacements = 0;
  {
    Published<Tracked> published(domain);
    published.Replace(std::make_unique<const Tracked>(1, destroyed));
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
      readers.emplace_back([&] {
        EpochReader reader(domain);
        while (!stop) {
          const auto guard = reader.Enter();
          const Tracked* seen = published.Get();
          for (int spin = 0; spin < 20; ++spin) ASSERT_GT(seen->value, 0);
        }
      });
    for (; replacements < 5000; ++replacements) published.Replace(std::make_unique<const Tracked>(replacements + 2, destroyed));
    stop = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(domain.Reclaim(), 0u);
    EXPECT_EQ(destroyed, replacements);
  }
}

}  // namespace
}  // namespace cybercheck::base
