// SPDX-License-Identifier: Apache-2.0
// A linear program: the cheapest values of columns that satisfy equations and bounds (GLPK's simplex method). Asked again after
// bounds or costs changed it goes on from where it ended, which makes many like questions cheap. One thread at a time; GLPK keeps
// its state by thread, so different threads may have programs of their own.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <span>

#include "base/result.h"

namespace cybercheck::cases {

class LinearProgram {
 public:
  static constexpr double kUnbounded = std::numeric_limits<double>::infinity();

  explicit LinearProgram(size_t columns);  // each from 0 on, of no cost
  ~LinearProgram();
  LinearProgram(LinearProgram&&) noexcept;
  LinearProgram& operator=(LinearProgram&&) noexcept;

  void Bound(size_t column, double low, double high);  // ± kUnbounded
  void Cost(size_t column, double cost);
  struct Term {
    size_t column = 0;
    double factor = 0;
  };
  void Equation(std::span<const Term> terms, double sum);

  enum class End : uint8_t { kOptimal, kImpossible, kEndless };
  // Errors: kUnavailable (not within 20 s).
  base::Result<End> Minimize();
  double Objective() const;  // after kOptimal
  double ValueOf(size_t column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::cases
