// SPDX-License-Identifier: Apache-2.0
// Milliseconds of the clock that never jumps: what progress is measured by.
#pragma once

#include <chrono>
#include <cstdint>

namespace cybercheck::cli {

inline int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace cybercheck::cli
