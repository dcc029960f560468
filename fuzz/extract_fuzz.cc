// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message: spans in order, apart, inside the text and on whole characters; keys that canonicalize to themselves.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "extract/extractor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cybercheck;
  static const extract::Extractor extractor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto found = extractor.Extract(text);
  if (found.has_error()) {
    CHECK(size > extract::kTextBytesMax || !base::IsValidUtf8(text));
    return 0;
  }
  CHECK(found->size() <= extract::kFoundMax);
  size_t last = 0;
  for (const extract::Found& f : *found) {
    CHECK(f.begin >= last && f.begin < f.end && f.end <= size);
    CHECK(base::IsValidUtf8(text.substr(f.begin, f.end - f.begin)));
    last = f.end;
    if (!f.canonical || f.canonical->sensitive) continue;
    indicator::Canonical again;
    CHECK(indicator::Canonicalize(f.canonical->key.kind, f.canonical->key.form, again).has_value());
    CHECK(again.key == f.canonical->key);
  }
  return 0;
}
