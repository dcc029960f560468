// SPDX-License-Identifier: Apache-2.0
// What a target measures: a small expression over figures of statistics, read once when it is set and computed for any days.
//
//   sum     := product (("+" | "-") product)…
//   product := factor (("*" | "/") factor)…
//   factor  := number | "-" factor | "(" sum ")" | figure
//   figure  := NAME ["where" DIMENSION "=" CODE ["and" DIMENSION "=" CODE]]
//
//   100 * held_satang / damage_satang          cases where case_type=job and sex=f               cases where age_band=60+ / cases
//
// Figures: of cases reported in the days (cases/statistics.h) cases, damage_satang, damage_unknown, requested_satang,
// held_satang, frozen_satang, returned_satang; stopped_satang, the money stopped in time, which takes no "where"; days. A code
// runs to the next blank or bracket, so operators stand apart from it. Pure but for Compute, which reads a snapshot; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/statistics.h"

namespace cybercheck::cases {

class TargetFormula {
 public:
  // What a figure's "where" asks for. Whether there is such a code is not known here: types of cases are the taxonomy's.
  struct Condition {
    CaseDimension dimension{};
    std::string code;
  };
  // Errors: kBadRequest says what is wrong and where.
  static base::Result<TargetFormula> Parse(std::string_view text);
  ~TargetFormula();
  TargetFormula(TargetFormula&&) noexcept;
  TargetFormula& operator=(TargetFormula&&) noexcept;

  // Of the days `from` to `to`. nullopt: a division by nothing. Errors: kDamaged, kIo.
  base::Result<std::optional<double>> Compute(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to) const;

  std::vector<Condition> Conditions() const;  // of all its figures

  struct Node;

 private:
  explicit TargetFormula(std::unique_ptr<const Node> root);
  std::unique_ptr<const Node> root_;
};

}  // namespace cybercheck::cases
