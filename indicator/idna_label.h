// SPDX-License-Identifier: Apache-2.0
// What UTS #46 asks of labels beyond the mapping: CheckJoiners (RFC 5892, appendix A) and CheckBidi (RFC 5893).
#pragma once

#include <string_view>

namespace cybercheck::indicator {

// Whether a mapped label starts with no combining mark, holds no dot, and has joiners only where they shape letters.
bool IsValidLabel(std::u32string_view label);

// Whether a domain in Unicode has no right-to-left code point, or each of its labels keeps the bidi rule. Empty labels are skipped.
bool KeepsBidiRule(std::u32string_view domain);

}  // namespace cybercheck::indicator
