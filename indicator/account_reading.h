// SPDX-License-Identifier: Apache-2.0
// What a text about a bank account says: its digits, its bank, and what else stands there. Thread-safe, allocates nothing.
//
//   โอน กสิกร 123-4-56789-0 นายเอ
//      |     |             | words: text that is neither
//      |bank | digits
//      label
#pragma once

#include <array>
#include <string_view>

#include "base/result.h"
#include "indicator/bank.h"

namespace cybercheck::indicator {

inline constexpr size_t kAccountDigitsMin = 10;
inline constexpr size_t kAccountDigitsMax = 15;

struct AccountReading {
  std::array<char, 18> digits;  // the account's, and a bank's code before them
  size_t size = 0;
  const Bank* bank = nullptr;
  bool label = false;           // says that it is an account
  bool words = false;           // other words stand there
  bool bank_unknown = false;    // a bank is named that is not known

  std::string_view view() const { return {digits.data(), size}; }
};

// `text` is PlainText (text_form.h). Whether the number of digits fits is the caller's to ask.
// Errors: kNotAnAccount, kAccountMasked, kAccountLength (too many digits for any bank).
base::Result<AccountReading> ReadAccount(std::string_view text);

}  // namespace cybercheck::indicator
