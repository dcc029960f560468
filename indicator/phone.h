// SPDX-License-Identifier: Apache-2.0
// Phone numbers, as Thai people write them. Thread-safe; allocates only to grow `out`.
//
//   +66812345678      E.164: Thai (8 or 9 digits after 66) and foreign (7 to 15 digits)
//   short:1441        3 or 4 digits, dialled inside Thailand only
//   th:1800123456     1800, 1900 and 001800 numbers, which have no E.164 form that can be dialled
//
// Read and dropped: labels (เบอร์, Tel:), tel:, Thai and full-width digits, separators, O and S for 0 and 5, the trunk 0 after 66,
// 00 and the carriers' prefixes 001, 007, 008, 009. An extension, or the end of a range, goes to `out.extension`.
// A Thai mobile number has its PromptPay id in also, as a hint. docs/canonicalization_phones.md says what is not read, and why.
// Errors: kNotAPhone, kPhoneTooShort (< 3 digits), kPhoneTooLong (> 15), kPhoneMasked.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizePhone(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
