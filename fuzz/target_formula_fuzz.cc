// SPDX-License-Identifier: Apache-2.0
// Any bytes as the formula of a target: refused with a place, or read, and then each figure stands where it says.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cases/target_formula.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto formula = cases::TargetFormula::Parse(text);
  if (!formula) {
    CHECK(formula.error().detail.starts_with("formula, character "));
    return 0;
  }
  for (const cases::TargetFormula::Figure* figure : formula->Figures()) {
    CHECK(figure->place >= 1 && figure->place <= size && figure->where.size() <= 2);
    const std::string_view there = text.substr(figure->place - 1);
    CHECK(there.starts_with(figure->table.empty() ? "days" : figure->table) || there.starts_with(figure->measure));
  }
  return 0;
}
