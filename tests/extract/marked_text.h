// SPDX-License-Identifier: Apache-2.0
// A message whose indicators are marked in place, ⟦kind|text⟧ or ⟦kind|text|form⟧, and what is left when the marks are taken out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::extract {

// Where an indicator is expected: bytes [begin, end), kind by name ("ussd" has none), key's form if it matters.
struct Expected {
  size_t begin;
  size_t end;
  std::string kind;
  std::string form;
};

struct MarkedText {
  std::string text;
  std::vector<Expected> expected;
};

// Also undoes \n, \t, \z (zero-width space) and \s (no-break space).
MarkedText ParseMarkedText(std::string_view line);

}  // namespace cybercheck::extract
