// SPDX-License-Identifier: Apache-2.0
// What a target measures: a small expression over figures of statistics, read once when it is set and computed for any days.
//
//   sum     := product (("+" | "-") product)…
//   product := factor (("*" | "/") factor)…
//   factor  := number | "-" factor | "(" sum ")" | figure
//   figure  := NAME ["where" DIMENSION "=" CODE ["and" DIMENSION "=" CODE]]
//   NAME    := TABLE ["." MEASURE] | "days" | a measure of cases | "stopped_satang"
//
// - 100 * held_satang / damage_satang
// - cases where case_type=job and sex=f
// - cases where age_band=60+ / cases
// - 100 * holds.held_satang where bank=004 / holds.requested_satang where bank=004
// - appeals.hours_median where outcome=cleared
// - accounts where row=1 and colour=black
// - money_stopped.places where row=1
// - 100 * appeals.late / appeals
//
// A figure is what one of the tables (cases/counted_tables.h) says of those days: of all that it counts, or in the row with these
// codes, 0 where it has none. A table alone is what it counts; a measure alone (damage_satang) is one of cases; stopped_satang is
// money_stopped.stopped_satang. A code runs to the next blank or bracket, so operators stand apart from it. Immutable; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cases/counted_tables.h"

namespace cybercheck::cases {

class TargetFormula {
 public:
  struct Condition {
    std::string dimension, code;
  };
  struct Figure {
    std::string table;    // empty: the days themselves
    std::string measure;  // empty: what the table counts, its first
    std::vector<Condition> where;
    size_t place = 0;  // in the formula, from 1
  };
  // Errors: kBadRequest says what is wrong and where.
  static base::Result<TargetFormula> Parse(std::string_view text);
  ~TargetFormula();
  TargetFormula(TargetFormula&&) noexcept;
  TargetFormula& operator=(TargetFormula&&) noexcept;

  // Whether there is all that it names: what is misspelt would be counted as nothing, and a target of "at most" be reached.
  // Errors: kBadRequest says which figure it is and what there is; kDamaged, kIo.
  base::Result<void> Check(CountedTables& tables) const;
  // Of the days `from` to `to`. nullopt: a division by nothing, or the middle of nothing. Errors: kBadRequest (not checked),
  // kDamaged, kIo.
  base::Result<std::optional<double>> Compute(CountedTables& tables, uint32_t from, uint32_t to) const;

  std::vector<const Figure*> Figures() const;  // in their order

  struct Node;

 private:
  explicit TargetFormula(std::unique_ptr<const Node> root);
  std::unique_ptr<const Node> root_;
};

}  // namespace cybercheck::cases
