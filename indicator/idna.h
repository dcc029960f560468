// SPDX-License-Identifier: Apache-2.0
// Unicode host names to the ASCII names that DNS knows: UTS #46, non-transitional, as browsers run it
// (url.spec.whatwg.org "domain to ASCII", beStrict false): UseSTD3ASCIIRules, CheckHyphens and VerifyDnsLength off,
// CheckBidi and CheckJoiners on. Unicode 15 tables of our own (tables/), so that no library's update moves a key.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cybercheck::indicator {

// A mapped domain of more code points than this is refused, as Chromium does; bounds the work of Punycode.
inline constexpr size_t kIdnaCodePointsMax = 1280;

// Writes the ASCII form of `domain` to `out`. False when a browser would not accept it: bytes that are not UTF-8, disallowed
// code points, a label that is no valid Punycode, starts with a combining mark or breaks the joiner or bidi rules.
// Empty labels, any ASCII and any length of label are accepted; `out` may be empty.
bool DomainToAscii(std::string_view domain, std::string& out);

}  // namespace cybercheck::indicator
