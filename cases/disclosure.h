// SPDX-License-Identifier: Apache-2.0
// Keeps what is told about groups from telling about people: withholds numbers until nobody can compute a small one from what is
// told, all tables together. Pure; one thread.
//
// What stands to be told is cells, numbers of which some are sums of others. Whoever reads the tables knows which sums hold,
// every shown cell, and that no cell lies below its `least`. From that follows an interval for each that is withheld; a cell that
// needs protection (`width` above 0) is protected when its interval is at least that wide.
//
//   | 120 |  3 |  57 | 180 |          | 120 |  · |  57 | 180 |        the 3 is withheld; its row alone would give it away,
//   |  40 | 15 |  20 |  75 |    ->    |  40 |  · |   · |  75 |        and so would its column
//   |  11 | 31 |  18 |  60 |          |  11 |  · |   · |  60 |        (the solver chooses what else is withheld)
//   | 171 | 49 |  95 | 315 |          | 171 | 49 |  95 | 315 |
//
// Bounds are solved by linear programs without asking for whole numbers; the tables of one period are flows, whose bounds are
// whole.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/result.h"

namespace cybercheck::cases {

struct DisclosureCell {
  enum class State : uint8_t {
    kShown,      // is to be told, but may be withheld
    kWithheld,   // is not told
    kTold,       // was told before, which nobody can take back
    kNeverTold,  // stands in no table, but follows from some: what lies between two periods
  };
  int64_t value = 0;
  int64_t least = 0;  // everybody knows that it is no less
  int64_t width = 0;  // above 0: needs protection
  State state = State::kShown;
  double cost = 1;  // of withholding it; totals are dearer

  bool known() const noexcept { return state == State::kShown || state == State::kTold; }
};

struct DisclosureSum {
  size_t total = 0;
  std::vector<size_t> parts;
};

struct DisclosureProblem {
  std::vector<DisclosureCell> cells;
  std::vector<DisclosureSum> sums;  // hold among the cells' values
};

struct DisclosureInterval {
  static constexpr int64_t kNoEnd = std::numeric_limits<int64_t>::max();
  int64_t low = 0, high = kNoEnd;  // rounded towards each other, so that it is never shown wider than it is

  bool IsAsWideAs(int64_t width) const noexcept { return high == kNoEnd || high - low >= width; }
};

// Withholds first the shown cells that need protection, then what gives them away. Where what was told before gives a cell away
// already, lowers its `width` to what is left: nothing told now comes any closer. Idempotent. Errors: kUnavailable.
base::Result<void> Protect(DisclosureProblem& problem);

// What anybody can compute of each cell, one interval a cell; of a known one its value. Errors: kUnavailable.
base::Result<std::vector<DisclosureInterval>> IntervalsOf(const DisclosureProblem& problem);

}  // namespace cybercheck::cases
