// SPDX-License-Identifier: Apache-2.0
#include "cases/statistic_table.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "cases/bangkok_calendar.h"

namespace cybercheck::cases {
namespace {

__extension__ using Wide = __int128;

int64_t ValueOf(const StatisticTable::Row& row, size_t measure) noexcept { return row.values[measure].value_or(0); }

// Places from 1 by what `measure` says, into `rank` of each row.
void RankBy(size_t measure, uint32_t StatisticTable::Row::*rank, std::vector<StatisticTable::Row>& rows) {
  struct Place {
    int64_t value;
    uint32_t row;
  };
  std::vector<Place> order;  // side by side: rows of a large table lie all over memory
  order.reserve(rows.size());
  for (const StatisticTable::Row& row : rows) order.push_back({ValueOf(row, measure), static_cast<uint32_t>(order.size())});
  std::ranges::sort(order, std::greater<>(), &Place::value);
  uint32_t place = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || order[i].value != order[i - 1].value) place = static_cast<uint32_t>(i + 1);
    rows[order[i].row].*rank = place;
  }
}

}  // namespace

void StatisticTable::Complete() {
  totals.resize(measures.size());
  for (size_t i = 0; i < measures.size(); ++i) {
    if (!measures[i].adds_up) continue;
    totals[i] = 0;
    for (const Row& row : rows) *totals[i] += row.values[i].value_or(0);
  }
  RankBy(0, &Row::rank_count, rows);
  for (Row& row : rows) row.share_count_bp = ShareBp(ValueOf(row, 0), *totals[0]);
  if (money == 0) return;
  RankBy(money, &Row::rank_money, rows);
  for (Row& row : rows) row.share_money_bp = ShareBp(ValueOf(row, money), *totals[money]);
}

bool AreWholeMonths(uint32_t from, uint32_t to) noexcept {
  return from == FirstDayOf(MonthOfDay(from)) && to + 1 == FirstDayOf(MonthOfDay(to) + 1);
}

std::optional<uint32_t> FirstDayBefore(uint32_t from, uint32_t to) noexcept {
  const uint32_t days = to - from + 1;
  if (from <= days) return std::nullopt;  // day 0 is none
  if (!AreWholeMonths(from, to)) return from - days;
  const uint32_t first = MonthOfDay(from), months = MonthOfDay(to) - first + 1;
  const uint32_t day = FirstDayOf(first - months);
  return day == 0 || day > from ? std::nullopt : std::optional(day);
}

void OrderBy(Rank rank, StatisticTable& table) {
  if (rank == Rank::kNone) return;
  const auto place =
      rank == Rank::kCount || table.money == 0 ? &StatisticTable::Row::rank_count : &StatisticTable::Row::rank_money;
  std::ranges::stable_sort(table.rows, {}, place);
}

uint32_t ShareBp(int64_t part, int64_t whole) noexcept {
  if (whole <= 0 || part <= 0) return 0;
  return static_cast<uint32_t>((static_cast<Wide>(part) * 20'000 + whole) / (static_cast<Wide>(whole) * 2));
}

int64_t PerDayHundredths(int64_t sum, uint32_t days) noexcept {
  if (days == 0) return 0;
  return static_cast<int64_t>((static_cast<Wide>(sum) * 200 + days) / (static_cast<Wide>(days) * 2));
}

std::optional<uint32_t> BuddhistYearOf(std::string_view dimension, std::string_view part) noexcept {
  const bool fiscal = dimension == "fiscal_year";
  if (!fiscal && dimension != "year" && dimension != "month" && dimension != "week" && dimension != "day") return std::nullopt;
  uint32_t year = 0;
  const auto [end, failure] = std::from_chars(part.data(), part.data() + std::min<size_t>(part.size(), 4), year);
  if (failure != std::errc() || year == 0) return std::nullopt;
  return fiscal ? year : year + kBuddhistYears;
}

}  // namespace cybercheck::cases
