// SPDX-License-Identifier: Apache-2.0
// Disclosure control against somebody who reads all that is told and tries every table that it could come from.
#include "cases/disclosure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace cybercheck::cases {
namespace {

using State = DisclosureCell::State;
constexpr int64_t kWidth = 3;

// A table with its totals: cell (r, c) is r * (columns + 1) + c; the last row and column are totals.
struct Table {
  size_t rows = 0, columns = 0, first = 0;
  size_t At(size_t row, size_t column) const { return first + row * (columns + 1) + column; }
};

DisclosureCell Cell(int64_t value, double cost) {
  DisclosureCell cell;
  cell.value = value;
  cell.cost = cost;
  if (value > 0 && value < kWidth) cell.width = kWidth;
  return cell;
}

Table AddTable(const std::vector<std::vector<int64_t>>& values, DisclosureProblem& problem) {
  Table table{values.size(), values[0].size(), problem.cells.size()};
  std::vector<int64_t> down(table.columns + 1);
  for (const auto& row : values) {
    int64_t across = 0;
    for (size_t c = 0; c < row.size(); ++c) {
      problem.cells.push_back(Cell(row[c], 1));
      across += row[c];
      down[c] += row[c];
    }
    problem.cells.push_back(Cell(across, 10));
    down[table.columns] += across;
  }
  for (const int64_t sum : down) problem.cells.push_back(Cell(sum, 10));
  for (size_t r = 0; r <= table.rows; ++r) {
    DisclosureSum sum{table.At(r, table.columns), {}};
    for (size_t c = 0; c < table.columns; ++c) sum.parts.push_back(table.At(r, c));
    problem.sums.push_back(sum);
  }
  for (size_t c = 0; c <= table.columns; ++c) {
    DisclosureSum sum{table.At(table.rows, c), {}};
    for (size_t r = 0; r < table.rows; ++r) sum.parts.push_back(table.At(r, c));
    problem.sums.push_back(sum);
  }
  return table;
}

// Tries whole numbers for all unknown cells, one after the other, and gives up a way as soon as a sum cannot hold any more.
class Reader {
 public:
  explicit Reader(const DisclosureProblem& problem) : problem_(problem) {
    for (const DisclosureCell& cell : problem.cells) {
      low_.push_back(cell.known() ? cell.value : cell.least);
      high_.push_back(cell.known() ? cell.value : cell.value + 4 * kWidth);
    }
  }

  // The least and the most that `cell` can be (up to a few more than it is).
  DisclosureInterval Bound(size_t cell) {
    DisclosureInterval interval;
    const std::vector<int64_t> low = low_, high = high_;
    for (interval.low = low[cell]; !Could(cell, interval.low); ++interval.low) {
    }
    for (interval.high = high[cell]; !Could(cell, interval.high); --interval.high) {
    }
    return interval;
  }

 private:
  bool Could(size_t cell, int64_t value) {
    auto low = low_, high = high_;
    low[cell] = high[cell] = value;
    return Search(std::move(low), std::move(high));
  }

  bool Narrow(std::vector<int64_t>& low, std::vector<int64_t>& high) const {
    for (bool changed = true; changed;) {
      changed = false;
      for (const DisclosureSum& sum : problem_.sums) {
        int64_t lows = 0, highs = 0;
        for (const size_t part : sum.parts) lows += low[part], highs += high[part];
        const auto set = [&](size_t cell, int64_t at_least, int64_t at_most) {
          if (at_least > low[cell]) low[cell] = at_least, changed = true;
          if (at_most < high[cell]) high[cell] = at_most, changed = true;
        };
        set(sum.total, lows, highs);
        for (const size_t part : sum.parts)
          set(part, low[sum.total] - (highs - high[part]), high[sum.total] - (lows - low[part]));
        for (const size_t part : sum.parts)
          if (low[part] > high[part]) return false;
        if (low[sum.total] > high[sum.total]) return false;
      }
    }
    return true;
  }

  bool Search(std::vector<int64_t> low, std::vector<int64_t> high) const {
    if (!Narrow(low, high)) return false;
    size_t open = SIZE_MAX;
    for (size_t i = 0; i < low.size(); ++i)
      if (low[i] < high[i] && (open == SIZE_MAX || high[i] - low[i] < high[open] - low[open])) open = i;
    if (open == SIZE_MAX) return true;
    for (int64_t value = low[open]; value <= high[open]; ++value) {
      auto next_low = low, next_high = high;
      next_low[open] = next_high[open] = value;
      if (Search(std::move(next_low), std::move(next_high))) return true;
    }
    return false;
  }

  const DisclosureProblem& problem_;
  std::vector<int64_t> low_, high_;
};

std::string Show(const DisclosureProblem& problem, const Table& table) {
  std::string out;
  for (size_t r = 0; r <= table.rows; ++r, out += '\n')
    for (size_t c = 0; c <= table.columns; ++c) {
      const DisclosureCell& cell = problem.cells[table.At(r, c)];
      out += ' ' + std::to_string(cell.value) + (cell.known() ? "" : "*");
    }
  return out;
}

void ExpectProtected(const DisclosureProblem& problem, const std::string& shown) {
  const auto intervals = IntervalsOf(problem);
  ASSERT_TRUE(intervals) << base::ToString(intervals.error());
  Reader reader(problem);
  for (size_t i = 0; i < problem.cells.size(); ++i) {
    const DisclosureCell& cell = problem.cells[i];
    if (cell.width == 0) continue;
    EXPECT_FALSE(cell.known() && cell.state == State::kShown) << "cell " << i << " is told\n" << shown;
    if (cell.known()) continue;
    EXPECT_TRUE((*intervals)[i].IsAsWideAs(cell.width)) << "cell " << i << "\n" << shown;
    const DisclosureInterval found = reader.Bound(i);
    EXPECT_TRUE(found.IsAsWideAs(cell.width)) << "cell " << i << " is " << found.low << " to " << found.high << "\n" << shown;
  }
}

TEST(Disclosure, ShowsWhatTellsOfNobody) {
  DisclosureProblem problem;
  AddTable({{10, 20}, {0, 40}}, problem);
  ASSERT_TRUE(Protect(problem));
  for (const DisclosureCell& cell : problem.cells) EXPECT_EQ(cell.state, State::kShown);
}

TEST(Disclosure, WithholdsWhatGivesASmallNumberAway) {
  DisclosureProblem problem;
  const Table table = AddTable({{120, 2, 57}, {40, 15, 20}, {11, 31, 18}}, problem);
  ASSERT_TRUE(Protect(problem));
  ExpectProtected(problem, Show(problem, table));
  EXPECT_EQ(std::ranges::count_if(problem.cells, [](const auto& cell) { return !cell.known(); }), 4) << Show(problem, table);
  for (size_t i = 0; i < 4; ++i) EXPECT_TRUE(problem.cells[table.At(3, i)].known()) << "totals stay\n" << Show(problem, table);
}

TEST(Disclosure, ASmallTotalHidesItsTable) {
  DisclosureProblem problem;
  const Table table = AddTable({{1, 0}, {0, 1}}, problem);
  ASSERT_TRUE(Protect(problem));
  ExpectProtected(problem, Show(problem, table));
  EXPECT_FALSE(problem.cells[table.At(2, 2)].known());
}

// Two cells that are one number apart say the number: what was told of a month, and what of the year that it is in.
TEST(Disclosure, ALaterTableGivesNothingOfAnEarlierAway) {
  DisclosureProblem problem;
  const Table month = AddTable({{9, 2, 8}, {7, 9, 6}}, problem);
  ASSERT_TRUE(Protect(problem));
  for (DisclosureCell& cell : problem.cells)
    if (cell.known()) cell.state = State::kTold;
  const Table rest = AddTable({{50, 60, 70}, {40, 30, 20}}, problem);
  for (size_t i = rest.first; i < problem.cells.size(); ++i) problem.cells[i].state = State::kTold;
  const Table year = AddTable({{59, 62, 78}, {47, 39, 26}}, problem);
  for (size_t i = 0; i < rest.first; ++i) problem.sums.push_back({year.first + i, {i, rest.first + i}});
  DisclosureProblem careless = problem;
  Reader reader(careless);
  EXPECT_EQ(reader.Bound(month.At(0, 1)).high, 2);  // whoever subtracts knows it
  ASSERT_TRUE(Protect(problem));
  ExpectProtected(problem, Show(problem, month) + Show(problem, year));
}

// What was told before leaves 0 to 4 for a cell that is 2. What is told now must leave that.
TEST(Disclosure, ComesNoCloserWhereWhatWasToldIsTooClose) {
  DisclosureProblem problem;
  for (const int64_t value : {2, 2, 4, 7, 5}) problem.cells.push_back(Cell(value, 1));
  problem.cells[0].state = problem.cells[1].state = State::kNeverTold;
  problem.cells[0].width = problem.cells[1].width = 10;
  problem.cells[2].state = problem.cells[4].state = State::kTold;
  problem.sums = {{2, {0, 1}}, {3, {0, 4}}};  // the 7, shown, would say what the first is
  ASSERT_TRUE(Protect(problem));
  EXPECT_EQ(problem.cells[0].width, 4);
  EXPECT_EQ(problem.cells[3].state, State::kWithheld);
}

TEST(Disclosure, RandomTablesAgainstEveryTableTheyCouldBe) {
  std::mt19937 random(7);
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE(round);
    std::vector<std::vector<int64_t>> values(2 + random() % 2, std::vector<int64_t>(2 + random() % 3));
    for (auto& row : values)
      for (int64_t& value : row) value = random() % 3 == 0 ? random() % 3 : random() % 12;
    DisclosureProblem problem;
    const Table table = AddTable(values, problem);
    ASSERT_TRUE(Protect(problem));
    ExpectProtected(problem, Show(problem, table));
    DisclosureProblem again = problem;
    ASSERT_TRUE(Protect(again));
    for (size_t i = 0; i < problem.cells.size(); ++i) EXPECT_EQ(again.cells[i].state, problem.cells[i].state);
  }
}

// One period and the next and both together, each with its own pattern; the totals of one table are cells of another.
TEST(Disclosure, RandomPeriodsAndTheirSum) {
  std::mt19937 random(11);
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE(round);
    std::vector<std::vector<int64_t>> first(2, std::vector<int64_t>(3)), second = first, both = first;
    for (size_t r = 0; r < 2; ++r)
      for (size_t c = 0; c < 3; ++c) {
        first[r][c] = random() % 3 == 0 ? random() % 3 : random() % 10;
        second[r][c] = random() % 2 == 0 ? random() % 3 : random() % 10;
        both[r][c] = first[r][c] + second[r][c];
      }
    DisclosureProblem problem;
    const Table one = AddTable(first, problem);
    ASSERT_TRUE(Protect(problem));
    for (DisclosureCell& cell : problem.cells)
      if (cell.known()) cell.state = State::kTold;
    const Table two = AddTable(second, problem);
    const bool told = random() % 2 == 0;  // the second period may be released too, or only follow from the others
    for (size_t i = two.first; i < problem.cells.size() && !told; ++i) problem.cells[i].state = State::kNeverTold;
    const size_t year = problem.cells.size();
    AddTable(both, problem);
    for (size_t i = 0; i < two.first; ++i) problem.sums.push_back({year + i, {i, two.first + i}});
    const auto protect = Protect(problem);
    ASSERT_TRUE(protect) << base::ToString(protect.error());
    ExpectProtected(problem, Show(problem, one) + Show(problem, two) + Show(problem, {2, 3, year}));
  }
}

}  // namespace
}  // namespace cybercheck::cases
