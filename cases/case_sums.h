// SPDX-License-Identifier: Apache-2.0
// What is summed of cases, and the sums of those that fall into one place (cases/case_places.h). Satang; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cases/column_walk.h"

namespace cybercheck::cases {

struct CaseSums {
  uint64_t count = 0;
  int64_t damage_satang = 0;
  uint64_t damage_unknown = 0;  // cases of which it is
  int64_t largest_satang = 0;   // the largest damage of one case in it
  int64_t requested_satang = 0, held_satang = 0, frozen_satang = 0, returned_satang = 0;

  void Add(const CaseSums& more) noexcept;
  friend bool operator==(const CaseSums&, const CaseSums&) = default;
};

class PlaceSums {
 public:
  // `holds`: the four sums of holds, too.
  PlaceSums(size_t places, bool holds);

  // Cases of the walk's block: `place_of` each.
  void Add(const uint32_t* place_of, const ColumnWalk& walk) noexcept;
  // Of as many places.
  void Add(const PlaceSums& more) noexcept;
  // One more is counted there, and nothing summed.
  void Count(uint32_t place) noexcept { ++cells_[place * lanes_].counts; }
  CaseSums Of(size_t place) const noexcept;
  size_t FilledAtMost(size_t end) const noexcept;  // at least as many as places below `end` into which something fell

 private:
  struct Cell {
    uint64_t counts = 0;  // cases, and << 32 those of unknown damage: of a place fewer than 2^32
    int64_t damage = 0, largest = 0;
  };
  struct HoldCell {
    int64_t requested = 0, held = 0, frozen = 0, returned = 0;
  };
  template <size_t kLanes>
  void AddLanes(const uint32_t* place_of, const ColumnWalk& walk) noexcept;

  // Of few places each has four cells, taken in turn: neighbours often fall into one place, and would wait for each other.
  size_t lanes_;
  std::vector<Cell> cells_;
  std::vector<HoldCell> hold_cells_;
};

}  // namespace cybercheck::cases
