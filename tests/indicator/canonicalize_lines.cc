// SPDX-License-Identifier: Apache-2.0
// Canonicalizes lines of "kind<TAB>value" (kind "auto" too) from standard input; one line each on standard output:
// key forms separated by TAB (also: behind "~", candidates: in order), or "!code". For tests written in other languages.
#include <cstdio>
#include <iostream>
#include <string>

#include "indicator/canonical.h"

namespace {

using cybercheck::base::Describe;
using cybercheck::indicator::Canonical;

std::string Written(const Canonical& canonical) {
  std::string line = PrintableKey(canonical);
  for (const Canonical::Also& also : canonical.Alsos())
    line.append("\t").append(also.relation == Canonical::Relation::kHint ? "~" : "=").append(also.key.ToString());
  if (!canonical.extension.empty()) line.append("\text ").append(canonical.extension);
  return line;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::vector<Canonical> candidates(1);
  for (std::string line; std::getline(std::cin, line);) {
    const size_t tab = line.find('\t');
    const std::string_view name = std::string_view(line).substr(0, tab), value = std::string_view(line).substr(tab + 1);
    const auto kind = cybercheck::indicator::KindNamed(name);
    if (kind && candidates.empty()) candidates.resize(1);
    const auto read = kind ? Canonicalize(*kind, value, candidates[0]) : CanonicalizeAuto(value, candidates);
    if (read.has_error()) {
      std::cout << '!' << Describe(read.error().code).name << '\n';
    } else if (kind) {
      std::cout << Written(candidates[0]) << '\n';
    } else {
      for (size_t i = 0; i < candidates.size(); ++i) std::cout << (i > 0 ? " | " : "") << Written(candidates[i]);
      std::cout << '\n';
    }
  }
}
