// SPDX-License-Identifier: Apache-2.0
// Punycode (RFC 3492) of one label, without its "xn--".
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Appends the Punycode of `label`. False when a delta does not fit 31 bits.
bool AppendPunycode(std::u32string_view label, std::string& out);
// Replaces `out`. False when `text` is no Punycode of Unicode scalar values.
bool DecodePunycode(std::string_view text, std::u32string& out);

}  // namespace cybercheck::indicator
