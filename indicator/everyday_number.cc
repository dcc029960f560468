// SPDX-License-Identifier: Apache-2.0
#include "indicator/everyday_number.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cybercheck::indicator {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Part {
  size_t digits = 0;
  int value = 0;
};

// Three numbers with the same separator between them.
bool ReadThree(std::string_view text, char separator, std::array<Part, 3>& parts) {
  size_t at = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0 && (at == text.size() || text[at++] != separator)) return false;
    Part& part = parts[i];
    part = {};
    for (; at < text.size() && IsDigit(text[at]) && part.digits < 5; ++at, ++part.digits)
      part.value = part.value * 10 + (text[at] - '0');
    if (part.digits == 0) return false;
  }
  return at == text.size();
}

bool IsDay(Part part) { return part.digits <= 2 && part.value >= 1 && part.value <= 31; }
bool IsMonth(Part part) { return part.digits <= 2 && part.value >= 1 && part.value <= 12; }
// Of the common era, or the Buddhist one.
bool IsYear(Part part) {
  return part.digits == 4 && ((part.value >= 1900 && part.value < 2100) || (part.value >= 2443 && part.value < 2643));
}

bool IsDate(std::string_view text) {
  std::array<Part, 3> parts;
  for (const char separator : {'-', '/', '.'}) {
    if (!ReadThree(text, separator, parts)) continue;
    const auto& [a, b, c] = parts;
    if (IsYear(a) && IsMonth(b) && IsDay(c)) return true;
    if (!IsDay(a) || !IsMonth(b)) return false;
    // Two digits are a year only behind slashes, which stand in no telephone number of this shape.
    return IsYear(c) || (separator == '/' && c.digits == 2);
  }
  return false;
}

bool IsTimeOfDay(std::string_view text) {
  const auto two = [&text](size_t at, int below) {
    return at + 2 <= text.size() && IsDigit(text[at]) && IsDigit(text[at + 1]) &&
           (text[at] - '0') * 10 + (text[at + 1] - '0') < below;
  };
  if (text.size() == 4 || text.size() == 7) {  // 9:00
    if (!IsDigit(text[0]) || text[1] != ':' || !two(2, 60)) return false;
    return text.size() == 4 || (text[4] == ':' && two(5, 60));
  }
  if ((text.size() != 5 && text.size() != 8) || !two(0, 24) || text[2] != ':' || !two(3, 60)) return false;
  return text.size() == 5 || (text[5] == ':' && two(6, 60));
}

bool IsAmount(std::string_view text) {
  const size_t point = text.find('.');
  if (point == std::string_view::npos || point == 0) return false;
  const std::string_view whole = text.substr(0, point), cents = text.substr(point + 1);
  if (cents.empty() || cents.size() > 2 || !std::all_of(cents.begin(), cents.end(), IsDigit)) return false;
  if (whole.find(',') == std::string_view::npos) return whole.size() <= 9 && std::all_of(whole.begin(), whole.end(), IsDigit);
  for (size_t i = 0; i < whole.size(); ++i)
    if ((whole.size() - i) % 4 == 0 ? whole[i] != ',' || i == 0 : !IsDigit(whole[i])) return false;
  return true;
}

}  // namespace

bool IsEverydayNumber(std::string_view text) noexcept { return IsDate(text) || IsTimeOfDay(text) || IsAmount(text); }

}  // namespace cybercheck::indicator
