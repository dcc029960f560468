// SPDX-License-Identifier: Apache-2.0
// Any bytes as a stored outcome: refused, or decoded to what encodes to the same bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "event/entry.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto outcome = event::DecodeOutcome(bytes)) CHECK(event::EncodeOutcome(*outcome) == bytes);
  return 0;
}
