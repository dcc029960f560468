// SPDX-License-Identifier: Apache-2.0
#include "cases/statistic_table.h"

#include <gtest/gtest.h>

#include "cases/bangkok_calendar.h"

namespace cybercheck::cases {
namespace {

StatisticTable Table() {
  StatisticTable table;
  table.measures = {
      {"count", MeasureUnit::kCount}, {"damage_satang", MeasureUnit::kSatang}, {"median", MeasureUnit::kDays, false}};
  table.money = 1;
  for (const auto& [name, count, money] : {std::tuple("a", 2, 10), {"b", 5, 10}, {"c", 2, 70}, {"d", 1, 10}}) {
    StatisticTable::Row& row = table.rows.emplace_back();
    row.parts = {name};
    row.values = {count, money, std::nullopt};
  }
  table.Complete();
  return table;
}

TEST(StatisticTableTest, RanksSharesAndTotals) {
  StatisticTable table = Table();
  EXPECT_EQ(table.totals[0], 10);
  EXPECT_EQ(table.totals[1], 100);
  EXPECT_FALSE(table.totals[2]);
  EXPECT_EQ(table.rows[0].rank_count, 2u);
  EXPECT_EQ(table.rows[2].rank_count, 2u);
  EXPECT_EQ(table.rows[3].rank_count, 4u);
  EXPECT_EQ(table.rows[1].share_count_bp, 5000u);
  EXPECT_EQ(table.rows[2].rank_money, 1u);
  OrderBy(Rank::kMoney, table);
  std::string order;
  for (const StatisticTable::Row& row : table.rows) order += row.parts[0];
  EXPECT_EQ(order, "cabd");
  OrderBy(Rank::kCount, table);
  EXPECT_EQ(table.rows[0].parts[0], "b");
}

// What the police published for 1 January to 26 March 2025: 75,728 cases are 891 a day, not 874.
TEST(StatisticTableTest, Averages) {
  EXPECT_EQ(PerDayHundredths(75'728, 85), 89'092);
  EXPECT_EQ(PerDayHundredths(5, 0), 0);
  EXPECT_EQ(ShareBp(1, 3), 3333u);
  EXPECT_EQ(ShareBp(2, 3), 6667u);
  EXPECT_EQ(ShareBp(5, 0), 0u);
  EXPECT_EQ(ShareBp(INT64_MAX / 2, INT64_MAX), 5000u);
}

TEST(StatisticTableTest, ThePeriodBefore) {
  const auto before = [](std::string_view from, std::string_view to) {
    const auto first = FirstDayBefore(*ParseDay(from), *ParseDay(to));
    return first ? FormatDay(*first) : std::string("none");
  };
  EXPECT_EQ(before("2026-02-01", "2026-02-28"), "2026-01-01");
  EXPECT_EQ(before("2024-02-01", "2024-02-29"), "2024-01-01");
  EXPECT_EQ(before("2024-02-01", "2024-02-28"), "2024-01-04") << "not all of February";
  EXPECT_EQ(before("2026-01-01", "2026-03-31"), "2025-10-01");
  EXPECT_EQ(before("2024-10-01", "2025-09-30"), "2023-10-01") << "a fiscal year, the one before with a day more";
  EXPECT_EQ(before("2025-01-01", "2025-12-31"), "2024-01-01");
  EXPECT_EQ(before("2025-11-16", "2025-11-22"), "2025-11-09") << "a week";
  EXPECT_EQ(before("2026-02-02", "2026-02-02"), "2026-02-01");
  EXPECT_EQ(before("1970-01-20", "1970-02-20"), "none");
  EXPECT_EQ(before("1970-02-01", "1970-02-28"), "none") << "day 0 is none";
}

TEST(StatisticTableTest, BuddhistYears) {
  EXPECT_EQ(BuddhistYearOf("month", "2026-11"), 2569u);
  EXPECT_EQ(BuddhistYearOf("fiscal_year", "2570"), 2570u);
  EXPECT_EQ(BuddhistYearOf("day", "2026-11-26"), 2569u);
  EXPECT_FALSE(BuddhistYearOf("station", "1001"));
  EXPECT_FALSE(BuddhistYearOf("year", "unknown"));
}

}  // namespace
}  // namespace cybercheck::cases
