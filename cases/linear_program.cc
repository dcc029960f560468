// SPDX-License-Identifier: Apache-2.0
#include "cases/linear_program.h"

#include <glpk.h>

#include <cmath>
#include <vector>

#include "base/check.h"

namespace cybercheck::cases {
namespace {

constexpr int kMillisecondsMax = 20'000;

int IndexOf(size_t column) { return static_cast<int>(column) + 1; }

}  // namespace

struct LinearProgram::State {
  // GLPK's memory belongs to the thread that made it.
  glp_prob* program = glp_create_prob();
  State() {
    CHECK(glp_config("TLS") != nullptr);
    glp_term_out(GLP_OFF);
  }
  ~State() { glp_delete_prob(program); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

LinearProgram::LinearProgram(size_t columns) : state_(std::make_unique<State>()) {
  glp_set_obj_dir(state_->program, GLP_MIN);
  if (columns != 0) glp_add_cols(state_->program, static_cast<int>(columns));
  for (size_t i = 0; i < columns; ++i) Bound(i, 0, kUnbounded);
}

LinearProgram::~LinearProgram() = default;
LinearProgram::LinearProgram(LinearProgram&&) noexcept = default;
LinearProgram& LinearProgram::operator=(LinearProgram&&) noexcept = default;

void LinearProgram::Bound(size_t column, double low, double high) {
  const bool has_low = !std::isinf(low), has_high = !std::isinf(high);
  const int kind = has_low && has_high ? (low == high ? GLP_FX : GLP_DB) : has_low ? GLP_LO : has_high ? GLP_UP : GLP_FR;
  glp_set_col_bnds(state_->program, IndexOf(column), kind, has_low ? low : 0, has_high ? high : 0);
}

void LinearProgram::Cost(size_t column, double cost) { glp_set_obj_coef(state_->program, IndexOf(column), cost); }

void LinearProgram::Equation(std::span<const Term> terms, double sum) {
  std::vector<int> columns(1);
  std::vector<double> factors(1);
  for (const Term& term : terms) {
    columns.push_back(IndexOf(term.column));
    factors.push_back(term.factor);
  }
  const int row = glp_add_rows(state_->program, 1);
  glp_set_row_bnds(state_->program, row, GLP_FX, sum, sum);
  glp_set_mat_row(state_->program, row, static_cast<int>(terms.size()), columns.data(), factors.data());
}

base::Result<LinearProgram::End> LinearProgram::Minimize() {
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.tm_lim = kMillisecondsMax;
  int failed = glp_simplex(state_->program, &how);
  int end = glp_get_status(state_->program);
  if (failed != 0 || end == GLP_UNDEF || end == GLP_INFEAS || end == GLP_FEAS) {
    // The place it started from was of no use to it: once more from none.
    glp_std_basis(state_->program);
    failed = glp_simplex(state_->program, &how);
    end = glp_get_status(state_->program);
  }
  if (failed == 0 && end == GLP_OPT) return End::kOptimal;
  if (failed == 0 && end == GLP_NOFEAS) return End::kImpossible;
  if (failed == 0 && end == GLP_UNBND) return End::kEndless;
  return base::Fail(base::ErrorCode::kUnavailable, "a linear program found no end");
}

double LinearProgram::Objective() const { return glp_get_obj_val(state_->program); }
double LinearProgram::ValueOf(size_t column) const { return glp_get_col_prim(state_->program, IndexOf(column)); }

}  // namespace cybercheck::cases
