// SPDX-License-Identifier: Apache-2.0
// Types of technology crime as the police count them, and sets of them. Numbers are stored in entries and records: never
// renumber.
#pragma once

#include <cstdint>
#include <string_view>

namespace cybercheck::wire {

inline constexpr uint8_t kCaseTypeMax = 15;  // 1 to 14: the police's own numbers; 15: outside their taxonomy; 0: none

// Bit n: type n. Bit 0 is never set.
using CaseTypes = uint16_t;
constexpr CaseTypes Bit(uint8_t case_type) noexcept { return case_type == 0 ? 0 : static_cast<CaseTypes>(1u << case_type); }

std::string_view CaseTypeName(uint8_t case_type) noexcept;  // "goods", …; 0 and what is none: ""
uint8_t CaseTypeNamed(std::string_view code) noexcept;      // 0: none of these; a taxonomy may have codes of its own

}  // namespace cybercheck::wire
