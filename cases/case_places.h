// SPDX-License-Identifier: Apache-2.0
// Where each case of a block falls, as a number, from what its columns say. Written for the processor: nothing a case has decides
// a branch, and a column at a time is added. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "cases/case_columns.h"
#include "cases/column_walk.h"

namespace cybercheck::cases {

class CasePlaces {
 public:
  // A case that is moved by so much falls nowhere, whatever else moves it; places themselves are fewer than kPlacesMax. A column
  // may say it twice, and eight columns stay within 32 bits.
  static constexpr uint32_t kNowhere = 1u << 27, kPlacesMax = 1u << 24;

  // A case with value v in `column` is moved by moves[v], on top of what moves it already; a value past the list is damage.
  // `at_ends`: no list before said anything, and nothing is moved in blocks that lie wholly within the days asked for.
  void Move(CaseColumn column, std::vector<uint32_t> moves, bool at_ends = false);

  // Of every case of the block; `nowhere` of those that fall nowhere. Errors: kDamaged.
  base::Result<void> Find(const ColumnWalk& walk, const ColumnWalk::Block& block, uint32_t nowhere, uint32_t* places) const;
  // Of one case, whose columns have what `value_of`(column) says. Errors: kDamaged.
  template <class ValueOf>
  base::Result<uint32_t> FindOne(ValueOf&& value_of, uint32_t nowhere) const;

 private:
  struct Step {
    CaseColumn column{};
    bool at_ends = false;
    std::vector<uint32_t> moves;  // by value
  };
  std::vector<Step> steps_;
};

template <class ValueOf>
base::Result<uint32_t> CasePlaces::FindOne(ValueOf&& value_of, uint32_t nowhere) const {
  uint32_t place = 0;
  for (const Step& step : steps_) {
    const size_t value = value_of(step.column);
    if (value >= step.moves.size()) return base::Fail(base::ErrorCode::kDamaged, "case_columns");
    place += step.moves[value];
  }
  return place < nowhere ? place : nowhere;
}

}  // namespace cybercheck::cases
