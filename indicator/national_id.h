// SPDX-License-Identifier: Apache-2.0
// Thai 13-digit numbers, of persons and of companies: the last digit checks the others. Pure.
#pragma once

#include <string_view>

namespace cybercheck::indicator {

inline constexpr size_t kNationalIdDigits = 13;

// Whether `digits`, 13 of them, end in their check digit: (11 - sum of digit i times 13 - i, modulo 11) modulo 10.
bool IsNationalId(std::string_view digits) noexcept;

}  // namespace cybercheck::indicator
