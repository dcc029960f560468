// SPDX-License-Identifier: Apache-2.0
// CHECK(condition): a broken invariant ends the process, in every build. For faults of the program, never of its input.
#pragma once

namespace cybercheck::base {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition) noexcept;

}  // namespace cybercheck::base

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::cybercheck::base::CheckFailed(__FILE__, __LINE__, #condition))
