// SPDX-License-Identifier: Apache-2.0
// The numbers that a release told, read from its document (cases/release_tables.h writes it). Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cases/statistics.h"

namespace cybercheck::cases {

// "sex=f|age_band=30-44"; empty: of all cases.
std::string CellName(const std::vector<CaseDimension>& by, const std::vector<std::string>& parts);

// Of one period, by one release or several: the last that told a cell is the one that counts.
struct ReleasedCells {
  struct Cell {
    uint64_t release = 0;
    uint64_t as_of_seq = 0;                       // the last entry that it counted
    std::optional<int64_t> count, damage_satang;  // nullopt: never told
  };
  std::map<std::string, Cell, std::less<>> cells;
  std::set<std::vector<CaseDimension>> tables;  // what they were told by
};

// Adds what `document` tells of the days `from` to `to`: of its own period, or of the one before it. Errors: kDamaged.
base::Result<void> AddReleasedCells(std::string_view document, uint32_t from, uint32_t to, ReleasedCells& cells);

}  // namespace cybercheck::cases
