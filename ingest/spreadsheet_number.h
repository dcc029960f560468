// SPDX-License-Identifier: Apache-2.0
// What a spreadsheet makes of a number it took for a quantity: 1.23457E+11, 812345678.0. Digits are lost or doubtful, so it must
// not be read as a phone or an account. Pure.
#pragma once

#include <string_view>

namespace cybercheck::ingest {

bool IsSpreadsheetNumber(std::string_view text) noexcept;

// Without what keeps a spreadsheet from taking digits for a quantity: ="0812345678", '0812345678.
std::string_view WithoutTextMark(std::string_view text) noexcept;

}  // namespace cybercheck::ingest
