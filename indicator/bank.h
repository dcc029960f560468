// SPDX-License-Identifier: Apache-2.0
// The banks of Thailand: their codes, names as people write them, and how long their account numbers are. Immutable.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cybercheck::indicator {

struct Bank {
  std::string_view code;         // three digits, as the Bank of Thailand numbers them
  std::string_view short_name;   // "KBANK"
  std::string_view name_th;
  uint16_t lengths = 0;          // bit n: its accounts may have n digits

  bool Takes(size_t digits) const { return digits < 16 && (lengths >> digits & 1) != 0; }
};

std::span<const Bank> Banks();

// By its code, or by the code of a bank it has taken over (065 is 011). nullptr when there is none.
const Bank* BankByCode(std::string_view code) noexcept;

struct BankName {
  const Bank* bank = nullptr;
  size_t size = 0;  // bytes of the name; 0 when none stands there
};
// The longest name of a bank at the start of `text`, ASCII case ignored. A Latin name counts only as a whole word.
BankName BankNameAt(std::string_view text) noexcept;

}  // namespace cybercheck::indicator
