// SPDX-License-Identifier: Apache-2.0
#include "indicator/national_id.h"

namespace cybercheck::indicator {

bool IsNationalId(std::string_view digits) noexcept {
  if (digits.size() != kNationalIdDigits || digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
  int sum = 0;
  for (size_t i = 0; i < kNationalIdDigits - 1; ++i) sum += (digits[i] - '0') * static_cast<int>(kNationalIdDigits - i);
  return (11 - sum % 11) % 10 == digits.back() - '0';
}

}  // namespace cybercheck::indicator
