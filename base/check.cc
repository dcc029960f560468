// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cybercheck::base {

void CheckFailed(const char* file, int line, const char* condition) noexcept {
  std::fprintf(stderr, "cybercheck: broken invariant at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace cybercheck::base
