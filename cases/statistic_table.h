// SPDX-License-Identifier: Apache-2.0
// One table of statistics as it is shown, whatever was counted: rows by one thing or two, what was measured of each, totals,
// ranks, shares, the period before. What counts fills in parts and values (cases/statistics.h); what shows, writes them out.
// Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::cases {

enum class MeasureUnit : uint8_t { kCount, kSatang, kMinutes, kHours, kDays };

struct Measure {
  std::string_view name;  // "count", "damage_satang", "hold_minutes_median"
  MeasureUnit unit{};
  bool adds_up = true;  // the rows' values sum to the total; else it is of each row alone (a median, the largest)
  bool halves = false;  // values are twice what they say: the middle of two whole numbers may lie between them
};

// Money stopped in time, of cases reported in the period; what it is held against is named.
struct MoneyStopped {
  struct Row {
    uint8_t row = 0;  // 1 the first account after the victim
    int64_t places = 0, stopped_satang = 0;
    friend bool operator==(const Row&, const Row&) = default;
  };
  std::vector<Row> rows;
  int64_t places = 0, stopped_satang = 0;
  int64_t damage_satang = 0;     // (a) as far as it is known
  int64_t requested_satang = 0;  // (b) the same money as often as a bank was asked for it
};

struct StatisticTable {
  struct Row {
    std::vector<std::string> parts;              // one a dimension
    std::vector<std::optional<int64_t>> values;  // one a measure; nullopt: of nothing
    // Of the period before, where rows are no periods themselves: the first measure, and the one that is money.
    std::optional<int64_t> count_before, money_before;
    uint32_t rank_count = 0, rank_money = 0;          // from 1; equal ones share a rank, and the next is told after them
    uint32_t share_count_bp = 0, share_money_bp = 0;  // of the total, hundredths of a percent, rounded half up
  };
  std::string_view what;             // "cases"
  std::vector<std::string_view> by;  // names of dimensions, at most two
  std::string_view date;             // "reported": which day puts it into the period
  uint32_t from = 0, to = 0;         // days, both included
  uint32_t today = UINT32_MAX;       // those behind it have not come
  std::string_view bands;            // "rtp": whose age bands; empty: no row is of one
  bool iso_weeks = false;
  std::vector<Measure> measures;  // the first is the count
  size_t money = 0;               // the measure that ranks and shares of money are of; 0: there is none
  std::vector<Row> rows;
  std::vector<std::optional<int64_t>> totals;         // one a measure
  std::optional<int64_t> count_before, money_before;  // of the period before (FirstDayBefore)
  bool reconciles = true;
  std::optional<MoneyStopped> stopped;  // told beside holds

  uint32_t days() const noexcept { return to - from + 1; }
  // Those that have come: an average is over them.
  uint32_t days_so_far() const noexcept { return today < from ? 0 : std::min(to, today) - from + 1; }
  // Fills in totals of what adds up, ranks and shares. What counts calls it when rows and other totals stand.
  void Complete();
};

// The period before, which ends the day before `from`: as many months where the days are whole months (a year, a fiscal year are
// twelve), else as many days. Its first day; nullopt: days do not reach back so far.
std::optional<uint32_t> FirstDayBefore(uint32_t from, uint32_t to) noexcept;
bool AreWholeMonths(uint32_t from, uint32_t to) noexcept;

enum class Rank : uint8_t { kNone, kCount, kMoney };
// Orders the rows: the most first; equal ones stay as they stand.
void OrderBy(Rank rank, StatisticTable& table);

// Half up, of what is not below 0. 0 where `whole` is.
uint32_t ShareBp(int64_t part, int64_t whole) noexcept;
// A day's average in hundredths, half up.
int64_t PerDayHundredths(int64_t sum, uint32_t days) noexcept;
// The Buddhist year of a part by a dimension of time: "2026-11" -> 2569, a fiscal year is one already. nullopt: not of time.
std::optional<uint32_t> BuddhistYearOf(std::string_view dimension, std::string_view part) noexcept;

}  // namespace cybercheck::cases
