// SPDX-License-Identifier: Apache-2.0
// Any bytes as a promptpay: a named error, or a form that is its own form.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "indicator/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cybercheck::indicator;
  static Canonical out, again;
  if (Canonicalize(Kind::kPromptpay, {reinterpret_cast<const char*>(data), size}, out).has_error()) return 0;
  CHECK(out.key.kind == Kind::kPromptpay && !out.key.form.empty());
  CHECK(Canonicalize(Kind::kPromptpay, out.key.form, again).has_value());
  CHECK(again.key == out.key);
  return 0;
}
