// SPDX-License-Identifier: Apache-2.0
#include "ingest/spreadsheet_number.h"

namespace cybercheck::ingest {
namespace {

bool IsDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

bool IsSpreadsheetNumber(std::string_view text) noexcept {
  if (text.starts_with('0')) return false;  // it would have dropped the zero
  const size_t dot = text.find_first_of(".,");
  const size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('+') || power.starts_with('-')) power.remove_prefix(1);
    const std::string_view mantissa = text.substr(0, exponent);
    return IsDigits(power) && !mantissa.empty() && mantissa.find_first_not_of("0123456789.,") == std::string_view::npos;
  }
  return dot != std::string_view::npos && IsDigits(text.substr(0, dot)) &&
         text.substr(dot + 1).find_first_not_of('0') == std::string_view::npos && dot + 1 < text.size();
}

std::string_view WithoutTextMark(std::string_view text) noexcept {
  if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) return text.substr(2, text.size() - 3);
  return text.starts_with('\'') ? text.substr(1) : text;
}

}  // namespace cybercheck::ingest
