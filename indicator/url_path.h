// SPDX-License-Identifier: Apache-2.0
// The Safe Browsing steps on a path and a query, after a browser's own: unescape until nothing is left to unescape, undo dot
// segments and slash runs (path only), escape one way.
// Source: developers.google.com/safe-browsing/v4/urls-hashing, "Canonicalization".
//
// Linear in the input, however deep its escapes nest. No allocation beyond `out` and per-thread buffers.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Both append to `out`. `path` is empty or starts with a slash or backslash; what is appended starts with '/'.
void AppendCanonicalPath(std::string_view path, std::string& out);
void AppendCanonicalQuery(std::string_view query, std::string& out);

// Appends `text` with each %XX replaced by its byte, once ("%2541" gives "%41").
void AppendUnescapedOnce(std::string_view text, std::string& out);
// … and again until no %XX is left ("%2541" gives "A").
void AppendUnescaped(std::string_view text, std::string& out);
// Appends `text` with the bytes <= 0x20, >= 0x7F, '#', '%' and those in `also` as %XX.
void AppendEscaped(std::string_view text, std::string_view also, std::string& out);

}  // namespace cybercheck::indicator
