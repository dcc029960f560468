// SPDX-License-Identifier: Apache-2.0
#include "cases/case_places.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

template <class Value>
Value At(const char* values, size_t i) noexcept {
  Value value;
  std::memcpy(&value, values + i * sizeof(Value), sizeof(Value));
  return value;
}

// Adds to each place what its value moves it by, or says that a value is past the list.
template <class Value, bool kFirst>
bool MoveAll(const char* values, size_t count, const std::vector<uint32_t>& moves, uint32_t* places) noexcept {
  Value most = 0;
  for (size_t i = 0; i < count; ++i) most = std::max(most, At<Value>(values, i));
  if (most >= moves.size()) return false;
  const uint32_t* const by = moves.data();
  for (size_t i = 0; i < count; ++i) places[i] = (kFirst ? 0 : places[i]) + by[At<Value>(values, i)];
  return true;
}

}  // namespace

void CasePlaces::Move(CaseColumn column, std::vector<uint32_t> moves, bool at_ends) {
  const auto step = std::find_if(steps_.begin(), steps_.end(), [column](const Step& known) { return known.column == column; });
  if (step == steps_.end()) {
    steps_.push_back({column, at_ends, std::move(moves)});
    return;
  }
  step->at_ends = step->at_ends && at_ends;
  step->moves.resize(std::min(step->moves.size(), moves.size()));
  for (size_t i = 0; i < step->moves.size(); ++i) step->moves[i] += moves[i];
}

base::Result<void> CasePlaces::Find(const ColumnWalk& walk, const ColumnWalk::Block& block, uint32_t nowhere,
                                    uint32_t* places) const {
  bool first = true;
  for (const Step& step : steps_) {
    if (step.at_ends && block.all_within) continue;
    const char* const values = walk.ValuesOf(step.column).data();
    const bool wide = WidthOf(step.column) == 2;
    const auto move = first ? (wide ? MoveAll<uint16_t, true> : MoveAll<uint8_t, true>)
                            : (wide ? MoveAll<uint16_t, false> : MoveAll<uint8_t, false>);
    if (!move(values, block.count, step.moves, places)) return BadRow("case_columns");
    first = false;
  }
  if (first) std::fill_n(places, block.count, 0);
  for (size_t i = 0; i < block.count; ++i) places[i] = std::min(places[i], nowhere);
  return {};
}

}  // namespace cybercheck::cases
