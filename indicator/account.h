// SPDX-License-Identifier: Apache-2.0
// Bank accounts: "004:1234567890", the bank's code and the account's digits. Thread-safe; allocates only to grow `out`.
//
// The bank may stand before or after the number, by code, Thai or English name (bank.h); names of holders are read over.
// Without a bank there is no account: kBankMissing. Only the form that `auto` offers for such a number, "?:1234567890", is
// accepted as it is: unlistable, so that a check can say that it needs the bank.
// Errors: kNotAnAccount (also 1.23E+11), kBankMissing, kBankUnknown, kAccountLength, kAccountMasked.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizeAccount(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
