// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <chrono>

namespace cybercheck::base {

int64_t SystemClock::NowMs() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace cybercheck::base
