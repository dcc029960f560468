// SPDX-License-Identifier: Apache-2.0
// The digits of a phone number as somebody wrote them, before anything is made of them. Thread-safe, allocates nothing.
//
//   เบอร์ (+66) O81-234-5678 ต่อ 12
//            |  |            |   extension
//            |  digits "66" "081" "234" "5678", groups 4
//            international
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace cybercheck::indicator {

inline constexpr size_t kDialledDigitsMax = 24;  // longest number with a carrier's prefix, and a range behind it

struct PhoneDigits {
  std::array<char, kDialledDigitsMax> digits;
  uint8_t size = 0;
  uint8_t last_group = 0;    // digits in the last group, when a dash, slash or "ถึง" stands before it; else 0
  bool international = false;  // a plus stood before
  std::string_view extension;  // a view into the text; digits only

  std::string_view view() const { return {digits.data(), size}; }
};

// `text` is PlainText (text_form.h).
// Errors: kNotAPhone, kPhoneTooShort, kPhoneTooLong, kPhoneMasked.
base::Result<PhoneDigits> ReadPhoneDigits(std::string_view text);

}  // namespace cybercheck::indicator
