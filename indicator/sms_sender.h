// SPDX-License-Identifier: Apache-2.0
// SMS sender names: NFKC and case folded, spaces, punctuation, symbols and zero-width characters removed. Thread-safe.
// Look-alike letters of other scripts stay what they are: КBANK with a Cyrillic К is not kbank.
// A number in place of a name has its phone in also.
// Errors: kNotASenderName (nothing left, or longer than any sender name).
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizeSmsSender(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
