// SPDX-License-Identifier: Apache-2.0
#include "cases/money_block.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"

namespace cybercheck::cases {
namespace {

std::vector<int64_t> ReadBack(const std::string& bytes) {
  const auto block = MoneyBlock::Read(bytes);
  EXPECT_FALSE(block.has_error());
  return block ? block->Values() : std::vector<int64_t>();
}

TEST(MoneyBlock, TakesTheShortestFormThatHoldsAll) {
  const std::vector<int64_t> small(100, 250'000);
  EXPECT_EQ(MoneyBlock::Write(small).size(), 4 + 400u);
  std::vector<int64_t> large = small;
  large[7] = 4'294'967'295;  // the first that four bytes do not hold: they say -1 by it
  EXPECT_EQ(MoneyBlock::Write(large).size(), 4 + 800u);
  std::vector<int64_t> few(100, 0);
  few[3] = 1;
  few[99] = 9'000'000'000;
  EXPECT_EQ(MoneyBlock::Write(few).size(), 4 + 20u);
  for (const auto& satang : {small, large, few, std::vector<int64_t>(100, -1), std::vector<int64_t>(100, 0)})
    EXPECT_EQ(ReadBack(MoneyBlock::Write(satang)), satang);
}

TEST(MoneyBlock, ReadsBackWhateverWasWritten) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<int64_t> satang(random() % 2036);
    const uint64_t some = random() % 101, large = random() % 2;
    for (int64_t& value : satang)
      if (random() % 100 < some) value = static_cast<int64_t>(random() >> (large != 0 && random() % 500 == 0 ? 20 : 34)) - 1;
    EXPECT_EQ(ReadBack(MoneyBlock::Write(satang)), satang);
  }
}

TEST(MoneyBlock, RefusesWhatIsNotLaidOutAsOne) {
  std::vector<int64_t> few(100, 0);
  few[3] = few[5] = 1;
  const std::string sparse = MoneyBlock::Write(few);
  ASSERT_TRUE(MoneyBlock::Read(sparse));
  for (const size_t length : {size_t{0}, size_t{3}, size_t{5}, size_t{13}, sparse.size() - 1})
    EXPECT_FALSE(MoneyBlock::Read(sparse.substr(0, length))) << length;
  std::string outside = sparse;
  outside[6] = 100;  // the second place: there are 100, from 0
  EXPECT_FALSE(MoneyBlock::Read(outside));
  std::string backward = sparse;
  backward[6] = 3;
  EXPECT_FALSE(MoneyBlock::Read(backward));
  std::string unknown = sparse;
  unknown[0] = 3;
  EXPECT_FALSE(MoneyBlock::Read(unknown));
  EXPECT_FALSE(MoneyBlock::Read(MoneyBlock::Write(std::vector<int64_t>(9, 5)) + "x"));
}

}  // namespace
}  // namespace cybercheck::cases
