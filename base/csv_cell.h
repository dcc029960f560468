// SPDX-License-Identifier: Apache-2.0
// A text as one cell of a CSV file (RFC 4180) that people open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::base {

// Appends `text` quoted. What a spreadsheet would run as a formula (it begins with = + - @, one of their full-width forms, a tab
// or a carriage return: OWASP ASVS 1.2.10) stands behind an apostrophe. Bytes that are not UTF-8, and NUL, become U+FFFD.
void AppendCsvCell(std::string_view text, std::string& out);

}  // namespace cybercheck::base
