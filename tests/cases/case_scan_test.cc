// SPDX-License-Identifier: Apache-2.0
// Sums of a scan are those of a slow loop over the same cases, whoever of its threads took which blocks, and while others write.
#include "cases/case_scan.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "cases/victim_rows.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

constexpr uint32_t kBegin = 20'000, kDays = 365;
constexpr uint32_t kGroups = 4, kNowhere = kGroups;

struct Filed {
  std::vector<CaseRow> rows;
  std::vector<std::vector<event::Victim>> victims;
};

// Some blocks, the last one not full; every tenth case has three victims.
Filed FileCases(CasesWorld& world) {
  Filed filed;
  std::mt19937 random(20261126);
  const auto below = [&](uint32_t end) { return static_cast<uint32_t>(random() % end); };
  store::WriteTxn txn = Must(world.environment().BeginWrite());
  ColumnChanges changes;
  for (uint32_t i = 0; i < 9 * kColumnBlock + 77; ++i) {
    std::vector<event::Victim> victims(i % 10 == 0 ? 3 : 1);
    for (event::Victim& victim : victims) victim.sex = static_cast<event::Sex>(below(event::kSexCount));
    CaseRow row;
    row.ordinal = i;
    row.sex = victims.front().sex;
    row.state = static_cast<event::CaseState>(below(3));
    row.reported_s = int64_t{kBegin + below(kDays)} * 86'400;
    row.damage_satang = static_cast<int64_t>(below(1 << 30)) - 1;
    row.requested_satang = below(3) == 0 ? below(1 << 20) : 0;
    row.held_satang = row.requested_satang / 2;
    Must(changes.Put(row, std::nullopt, world.tables(), txn));
    Must(WriteMoreVictims(i, {}, victims, world.tables(), txn));
    filed.rows.push_back(std::move(row));
    filed.victims.push_back(std::move(victims));
  }
  Must(changes.Flush(world.tables(), txn));
  Must(txn.Commit());
  return filed;
}

struct Asked {
  Asked(uint32_t from, uint32_t to, bool victims) : days{from, to} {
    static_assert(event::kSexCount == kGroups);
    places.Move(CaseColumn::kSex, {0, 1, 2, 3});
    std::vector<uint32_t> by_day(1 << 16, CasePlaces::kNowhere);
    for (uint32_t day = from; day <= to; ++day) by_day[day] = 0;
    places.Move(CaseColumn::kReportedDay, std::move(by_day), /*at_ends=*/true);
    scan.emplace(CaseScan{.places = places,
                          .nowhere = kNowhere,
                          .days = CaseColumn::kReportedDay,
                          .any = days,
                          .all = days,
                          .columns = {CaseColumn::kSex, CaseColumn::kDamage, CaseColumn::kRequested, CaseColumn::kHeld,
                                      CaseColumn::kFrozen, CaseColumn::kReturned},
                          .holds = true,
                          .victims = victims});
  }
  DayRange days;
  CasePlaces places;
  std::optional<CaseScan> scan;
};

std::vector<CaseSums> SlowSums(const Filed& filed, const Asked& asked) {
  std::vector<CaseSums> sums(kGroups);
  for (size_t i = 0; i < filed.rows.size(); ++i) {
    const CaseRow& row = filed.rows[i];
    const auto day = static_cast<uint32_t>(row.reported_s / 86'400);
    if (day < asked.days.first || day > asked.days.last) continue;
    sums[static_cast<size_t>(row.sex)].Add({.count = 1,
                                            .damage_satang = std::max<int64_t>(row.damage_satang, 0),
                                            .damage_unknown = row.damage_satang < 0 ? 1u : 0u,
                                            .largest_satang = row.damage_satang,
                                            .requested_satang = row.requested_satang,
                                            .held_satang = row.held_satang});
    for (size_t more = 1; asked.scan->victims && more < filed.victims[i].size(); ++more)
      ++sums[static_cast<size_t>(filed.victims[i][more].sex)].count;
  }
  return sums;
}

TEST(CaseScanTest, ThreadsDoNotMatter) {
  CasesWorld world;
  const Filed filed = FileCases(world);
  for (const bool victims : {false, true}) {
    for (const auto& [from, to] : {std::pair(kBegin, kBegin + kDays), {kBegin + 7, kBegin + 9}, {kBegin - 9, kBegin - 1}}) {
      const Asked asked(from, to, victims);
      const std::vector<CaseSums> expected = SlowSums(filed, asked);
      for (const unsigned threads : {1u, 2u, 3u, 5u, 0u}) {
        for (const uint32_t stretch : {1u, 2u, 32u}) {
          const store::ReadTxn txn = world.Read();
          const PlaceSums sums = Must(SumCases(world.tables(), txn, *asked.scan, {.at_most = threads, .stretch = stretch}));
          for (uint32_t group = 0; group < kGroups; ++group)
            EXPECT_EQ(sums.Of(group), expected[group]) << threads << " threads, stretches of " << stretch;
        }
      }
    }
  }
}

// A view is of the same snapshot, or there is none.
TEST(CaseScanTest, WritersDoNotMatter) {
  CasesWorld world;
  const Filed filed = FileCases(world);
  const Asked asked(kBegin, kBegin + kDays, true);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (uint32_t i = 0; !done; ++i) {
      CaseRow row = filed.rows[i % filed.rows.size()];
      const CaseRow before = row;
      row.damage_satang += i % 2 == 0 ? 100 : 200;
      ++row.since_s;
      store::WriteTxn txn = Must(world.environment().BeginWrite());
      ColumnChanges changes;
      Must(changes.Put(row, before, world.tables(), txn));
      Must(changes.Flush(world.tables(), txn));
      Must(txn.Commit());
    }
  });
  for (int i = 0; i < 50; ++i) {
    const store::ReadTxn txn = world.Read();
    const PlaceSums alone = Must(SumCases(world.tables(), txn, *asked.scan, {.at_most = 1}));
    const PlaceSums together = Must(SumCases(world.tables(), txn, *asked.scan, {.at_most = 4, .stretch = 1}));
    for (uint32_t group = 0; group < kGroups; ++group) EXPECT_EQ(alone.Of(group), together.Of(group));
  }
  done = true;
  writer.join();
}

TEST(CaseScanTest, AViewAfterACommitIsNotTheSame) {
  CasesWorld world;
  const store::ReadTxn txn = world.Read();
  EXPECT_TRUE(Must(txn.Again()));
  FileCases(world);
  EXPECT_FALSE(Must(txn.Again()));
}

// What one of the threads finds damaged is not added up by the others.
TEST(CaseScanTest, DamageOfAnyBlockIsTold) {
  CasesWorld world;
  FileCases(world);
  {
    store::WriteTxn txn = Must(world.environment().BeginWrite());
    const std::string short_block(kColumnBlock - 1, '\0');
    Must(world.tables().case_columns.Put(txn, ColumnKey(CaseColumn::kSex, 6), short_block));
    Must(txn.Commit());
  }
  const Asked asked(kBegin, kBegin + kDays, false);
  const store::ReadTxn txn = world.Read();
  for (const unsigned threads : {1u, 3u}) {
    const auto sums = SumCases(world.tables(), txn, *asked.scan, {.at_most = threads, .stretch = 1});
    ASSERT_TRUE(sums.has_error());
    EXPECT_EQ(sums.error().code, base::ErrorCode::kDamaged);
  }
}

}  // namespace
}  // namespace cybercheck::cases
