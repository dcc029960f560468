// SPDX-License-Identifier: Apache-2.0
// Phishing links often carry their victim's e-mail address. It must not be stored: a row whose query or fragment holds one lists
// the path without query, and its submitted form is dropped. Plain, percent-encoded (any depth) and base64 (padded or not, at any
// alignment, so also behind a letter that a kit puts before it) are recognised. Pure.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::ingest {

// An e-mail address stands in `text` itself, after percent-decoding, or in a base64 run of it.
bool HoldsEmail(std::string_view text);

// What follows the first '?' or '#' of a URL as it was written; empty when there is neither.
std::string_view QueryAndFragment(std::string_view url) noexcept;

}  // namespace cybercheck::ingest
