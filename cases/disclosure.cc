// SPDX-License-Identifier: Apache-2.0
#include "cases/disclosure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "cases/linear_program.h"

namespace cybercheck::cases {
namespace {

using State = DisclosureCell::State;

// Among billions of satang the simplex method does not reach an end exactly. Small numbers stay as they are.
int64_t ShortOf(int64_t width) { return width - width / 1000; }

constexpr double kNothing = 1e-6;  // what the simplex method may leave of zero

// Cells that hang together by sums, as far as they may be unknown: told ones are constants and bind nothing together.
std::vector<std::vector<size_t>> Components(const DisclosureProblem& problem) {
  std::vector<size_t> root(problem.cells.size());
  std::iota(root.begin(), root.end(), size_t{0});
  const auto find = [&root](size_t cell) {
    while (root[cell] != cell) cell = root[cell] = root[root[cell]];
    return cell;
  };
  for (size_t i = 0; i < problem.sums.size(); ++i) {
    size_t first = SIZE_MAX;
    const auto join = [&](size_t cell) {
      if (problem.cells[cell].state == State::kTold) return;
      if (first == SIZE_MAX) first = cell;
      root[find(cell)] = find(first);
    };
    join(problem.sums[i].total);
    for (const size_t part : problem.sums[i].parts) join(part);
  }
  std::map<size_t, std::vector<size_t>> gathered;
  for (size_t cell = 0; cell < root.size(); ++cell)
    if (problem.cells[cell].state != State::kTold) gathered[find(cell)].push_back(cell);
  std::vector<std::vector<size_t>> components;
  for (auto& [key, cells] : gathered) components.push_back(std::move(cells));
  return components;
}

// The cells of one component as two programs: what each may be, and what else must move when one moves.
class Component {
 public:
  Component(DisclosureProblem& problem, const std::vector<size_t>& cells, const std::vector<std::vector<size_t>>& sums_of)
      : problem_(problem), cells_(cells), values_(cells.size()), moves_(2 * cells.size()) {
    for (const size_t cell : cells) seen_.push_back({problem.cells[cell].value, problem.cells[cell].value});
    // Of a million at most, in a power of two, so that nothing is rounded: an equation of thousands of millions is none to the
    // simplex method, which looks at its last digits.
    for (const DisclosureCell& cell : problem.cells)
      while (static_cast<double>(cell.value) > 1e6 * scale_) scale_ *= 2;
    for (size_t i = 0; i < cells_.size(); ++i) column_[cells_[i]] = i;
    std::map<size_t, bool> sums;
    for (const size_t cell : cells_)
      for (const size_t sum : sums_of[cell]) sums[sum] = true;
    for (const auto& [sum, is_there] : sums) AddSum(problem.sums[sum]);
    for (size_t i = 0; i < cells_.size(); ++i) {
      const DisclosureCell& cell = problem_.cells[cells_[i]];
      moves_.Bound(Down(i), 0, Scaled(cell.value - cell.least));
      Update(i);
    }
  }

  // Errors: kUnavailable.
  base::Result<DisclosureInterval> IntervalOf(size_t cell) {
    const DisclosureCell& it = problem_.cells[cell];
    if (it.known()) return DisclosureInterval{it.value, it.value};
    const size_t column = column_.at(cell);
    DisclosureInterval interval{it.least, DisclosureInterval::kNoEnd};
    for (const double sign : {1.0, -1.0}) {
      values_.Cost(column, sign);
      const auto end = values_.Minimize();
      values_.Cost(column, 0);
      if (end.has_error()) return end.error();
      if (*end == LinearProgram::End::kEndless) continue;
      // The values themselves are a solution; what finds none has lost it to rounding, and nothing is claimed for it.
      if (*end == LinearProgram::End::kImpossible) return DisclosureInterval{it.value, it.value};
      See();
      (sign > 0 ? interval.low : interval.high) = WholeOf(column, sign > 0);
    }
    return interval;
  }

  // Withholds what has to be, so that the cell's interval is wide enough; all there is, where no less is enough. `loosest`: the
  // same cells, of which all that can be is withheld.
  base::Result<void> Widen(size_t cell, Component& loosest) {
    DisclosureCell& it = problem_.cells[cell];
    const size_t column = column_.at(cell);
    // Most are, by what the programs of others have come to: what was a solution stays one when more is withheld.
    if (seen_[column].IsAsWideAs(it.width)) return {};
    ASSIGN_OR_RETURN(const DisclosureInterval first, IntervalOf(cell));
    if (first.IsAsWideAs(it.width)) return {};
    ASSIGN_OR_RETURN(const DisclosureInterval widest, loosest.IntervalOf(cell));
    // What was told before may leave a cell closer than it should be, whatever is withheld now: then nothing may come any closer.
    if (!widest.IsAsWideAs(it.width)) it.width = ShortOf(widest.high - widest.low);
    for (const size_t end : {Up(column), Down(column)}) {
      ASSIGN_OR_RETURN(const DisclosureInterval interval, IntervalOf(cell));
      if (interval.IsAsWideAs(it.width)) return {};
      const bool up = end == Up(column);
      const int64_t missing = it.width - (up ? it.value - interval.low : interval.high - it.value);
      const int64_t room = up ? widest.high - it.value : it.value - widest.low;
      TRY(Move(column, end, std::min(missing, widest.high == DisclosureInterval::kNoEnd && up ? missing : ShortOf(room))));
    }
    ASSIGN_OR_RETURN(const DisclosureInterval interval, IntervalOf(cell));
    if (interval.IsAsWideAs(ShortOf(it.width))) return {};
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (problem_.cells[cells_[i]].state != State::kShown) continue;
      problem_.cells[cells_[i]].state = State::kWithheld;
      Update(i);
    }
    return {};
  }

 private:
  // The least, or the most, whole number that the solution at hand leaves of a cell.
  int64_t WholeOf(size_t column, bool least) const {
    const double bound = values_.ValueOf(column) * scale_;
    const double slack = kNothing * (1 + std::abs(bound));
    return static_cast<int64_t>(least ? std::ceil(bound - slack) : std::floor(bound + slack));
  }
  // Remembers the solution at hand: what it says of each cell, that cell may be.
  void See() {
    for (size_t i = 0; i < seen_.size(); ++i) {
      seen_[i].low = std::min(seen_[i].low, WholeOf(i, true));
      seen_[i].high = std::max(seen_[i].high, WholeOf(i, false));
    }
  }

  double Scaled(int64_t value) const { return static_cast<double>(value) / scale_; }
  static size_t Up(size_t column) { return 2 * column; }
  static size_t Down(size_t column) { return 2 * column + 1; }

  void AddSum(const DisclosureSum& sum) {
    std::vector<LinearProgram::Term> values, moves;
    double rest = 0;
    const auto add = [&](size_t cell, double sign) {
      const auto found = column_.find(cell);
      if (found == column_.end()) {
        rest -= sign * Scaled(problem_.cells[cell].value);
        return;
      }
      values.push_back({found->second, sign});
      moves.push_back({Up(found->second), sign});
      moves.push_back({Down(found->second), -sign});
    };
    for (const size_t part : sum.parts) add(part, 1);
    add(sum.total, -1);
    values_.Equation(values, rest);
    moves_.Equation(moves, 0);
  }

  void Update(size_t column) {
    const DisclosureCell& cell = problem_.cells[cells_[column]];
    if (cell.known())
      values_.Bound(column, Scaled(cell.value), Scaled(cell.value));
    else
      values_.Bound(column, Scaled(cell.least), LinearProgram::kUnbounded);
    moves_.Cost(Up(column), cell.known() ? cell.cost : 0);
    moves_.Cost(Down(column), cell.known() ? cell.cost : 0);
  }

  // Moves a cell so far, and withholds all that has to move with it; nothing, where it cannot be moved so far.
  base::Result<void> Move(size_t column, size_t end, int64_t far) {
    if (far <= 0) return {};
    const DisclosureCell& it = problem_.cells[cells_[column]];
    moves_.Bound(Up(column), 0, 0);
    moves_.Bound(Down(column), 0, 0);
    moves_.Bound(end, Scaled(far), Scaled(far));
    const auto moved = moves_.Minimize();
    if (moved && *moved == LinearProgram::End::kOptimal) Withhold(kNothing * std::max(1.0, Scaled(far)));
    moves_.Bound(Up(column), 0, LinearProgram::kUnbounded);
    moves_.Bound(Down(column), 0, Scaled(it.value - it.least));
    if (moved.has_error()) return moved.error();
    return {};
  }

  // All that the cheapest move moves; by less than `nothing` is what the simplex method leaves.
  void Withhold(double nothing) {
    for (size_t i = 0; i < cells_.size(); ++i) {
      DisclosureCell& cell = problem_.cells[cells_[i]];
      if (cell.state != State::kShown || std::abs(moves_.ValueOf(Up(i)) - moves_.ValueOf(Down(i))) < nothing) continue;
      cell.state = State::kWithheld;
      Update(i);
    }
  }

  DisclosureProblem& problem_;
  const std::vector<size_t>& cells_;
  double scale_ = 1;
  std::map<size_t, size_t> column_;
  std::vector<DisclosureInterval> seen_;  // of each column, by solutions that were met
  LinearProgram values_, moves_;
};

std::vector<std::vector<size_t>> SumsOf(const DisclosureProblem& problem) {
  std::vector<std::vector<size_t>> sums_of(problem.cells.size());
  for (size_t i = 0; i < problem.sums.size(); ++i) {
    sums_of[problem.sums[i].total].push_back(i);
    for (const size_t part : problem.sums[i].parts) sums_of[part].push_back(i);
  }
  return sums_of;
}

}  // namespace

base::Result<void> Protect(DisclosureProblem& problem) {
  for (DisclosureCell& cell : problem.cells)
    if (cell.width > 0 && cell.state == State::kShown) cell.state = State::kWithheld;
  DisclosureProblem withheld = problem;
  for (DisclosureCell& cell : withheld.cells)
    if (cell.state == State::kShown) cell.state = State::kWithheld;
  const std::vector<std::vector<size_t>> sums_of = SumsOf(problem);
  for (const std::vector<size_t>& cells : Components(problem)) {
    const auto asks = [&](size_t cell) { return problem.cells[cell].width > 0 && !problem.cells[cell].known(); };
    if (std::ranges::none_of(cells, asks)) continue;
    Component component(problem, cells, sums_of), loosest(withheld, cells, sums_of);
    // Twice: a move need not have been of whole numbers, so what is withheld after the first time is asked about again.
    for (int time = 0; time < 2; ++time)
      for (const size_t cell : cells)
        if (asks(cell)) TRY(component.Widen(cell, loosest));
  }
  return {};
}

base::Result<std::vector<DisclosureInterval>> IntervalsOf(const DisclosureProblem& problem) {
  DisclosureProblem copy = problem;
  std::vector<DisclosureInterval> intervals;
  for (const DisclosureCell& cell : problem.cells) intervals.push_back({cell.value, cell.value});
  const std::vector<std::vector<size_t>> sums_of = SumsOf(problem);
  for (const std::vector<size_t>& cells : Components(problem)) {
    Component component(copy, cells, sums_of);
    for (const size_t cell : cells) {
      ASSIGN_OR_RETURN(intervals[cell], component.IntervalOf(cell));
    }
  }
  return intervals;
}

}  // namespace cybercheck::cases
