// SPDX-License-Identifier: Apache-2.0
#include "store/entry_ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "base/sha256.h"

namespace cybercheck::store {
namespace {

std::string IdOf(uint64_t number) {
  const base::Digest digest = base::Sha256("id " + std::to_string(number));
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

bool Names(const EntryIds& ids, uint64_t number) {
  const auto found = ids.Candidates(IdOf(number));
  return std::find(found.begin(), found.end(), number) != found.end();
}

TEST(EntryIdsTest, FindsWhatWasAddedPastEveryGrowth) {
  constexpr uint64_t kCount = 400'000;  // three tables and more
  EntryIds ids(0);
  for (uint64_t i = 1; i <= kCount; ++i) ids.Add(IdOf(i), i);
  ids.Committed();
  EXPECT_EQ(ids.size(), kCount);
  uint64_t others = 0;
  for (uint64_t i = 1; i <= kCount; ++i) {
    const auto found = ids.Candidates(IdOf(i));
    ASSERT_NE(std::find(found.begin(), found.end(), i), found.end()) << i;
    others += found.size() - 1 + ids.Candidates(IdOf(kCount + i)).size();
  }
  EXPECT_LT(others, 100u) << "24 bits of hash hardly ever agree by chance";
  EXPECT_LT(ids.bytes(), kCount * 24);
}

TEST(EntryIdsTest, OnePrefixNamesAllInTheOrderOfAdding) {
  EntryIds ids(0);
  const std::string id = IdOf(1);
  ids.Add(id, 7);
  ids.Add(id.substr(0, 16) + std::string(16, 'x'), 8);
  EXPECT_EQ(ids.Candidates(id.substr(0, 16)), (std::vector<uint64_t>{7, 8}));
}

TEST(EntryIdsTest, WhatAnAbortTookBackIsGoneAndNothingElse) {
  EntryIds ids(0);
  const uint64_t before = 40'000;
  for (uint64_t i = 1; i <= before; ++i) ids.Add(IdOf(i), i);
  ids.Committed();
  for (int round = 0; round < 200; ++round) {  // never more memory for it, and past the growth too
    for (uint64_t i = before + 1; i <= before + 20'000; ++i) ids.Add(IdOf(i), i);
    ids.Aborted();
  }
  EXPECT_EQ(ids.size(), before);
  EXPECT_LT(ids.bytes(), size_t{8} << 20);
  for (uint64_t i = 1; i <= before; ++i) ASSERT_TRUE(Names(ids, i)) << i;
  for (uint64_t i = before + 1; i <= before + 20'000; ++i) ASSERT_FALSE(Names(ids, i)) << i;
}

TEST(EntryIdsTest, ReadersSeeWhatIsCommittedWhileItGrows) {
  EntryIds ids(0);
  std::atomic<uint64_t> committed{0};
  std::thread reader([&] {
    for (uint64_t seen = 0; seen < 200'000;) {
      seen = committed.load(std::memory_order_acquire);
      for (uint64_t i = seen > 50 ? seen - 50 : 1; i <= seen; ++i) ASSERT_TRUE(Names(ids, i)) << i;
      ASSERT_TRUE(seen == 0 || Names(ids, 1));
    }
  });
  for (uint64_t i = 1; i <= 200'000; i += 50) {
    for (const bool keep : {false, true}) {
      for (uint64_t one = i; one < i + 50; ++one) ids.Add(IdOf(one), one);
      if (!keep) ids.Aborted();
    }
    ids.Committed();
    committed.store(i + 49, std::memory_order_release);
  }
  reader.join();
}

}  // namespace
}  // namespace cybercheck::store
