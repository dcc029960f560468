// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "base/check.h"

namespace cybercheck::base {

void FillRandom(std::span<uint8_t> out) noexcept {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    CHECK(got > 0);
    out = out.subspan(static_cast<size_t>(got));
  }
}

uint64_t RandomU64() noexcept {
  uint64_t value = 0;
  FillRandom({reinterpret_cast<uint8_t*>(&value), sizeof value});
  return value;
}

}  // namespace cybercheck::base
