// SPDX-License-Identifier: Apache-2.0
// Any bytes as a value of unknown kind: an error and no candidate, or candidates that are their own forms.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "indicator/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cybercheck::indicator;
  static std::vector<Canonical> candidates;
  static Canonical again;
  const auto read = CanonicalizeAuto({reinterpret_cast<const char*>(data), size}, candidates);
  CHECK(read.has_error() == candidates.empty());
  for (const Canonical& candidate : candidates) {
    CHECK(Canonicalize(candidate.key.kind, candidate.key.form, again).has_value());
    CHECK(again.key == candidate.key);
  }
  return 0;
}
