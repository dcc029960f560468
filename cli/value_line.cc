// SPDX-License-Identifier: Apache-2.0
#include "cli/value_line.h"

#include <algorithm>

namespace cybercheck::cli {
namespace {

bool IsKindWord(std::string_view word) {
  return word.size() <= 32 && std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

// "2026-01-31T…": enough to tell a time from a piece of a value; whether it is a valid one is for who uses it.
bool BeginsLikeTime(std::string_view text) {
  return text.size() >= 20 && text.size() <= 40 && text[4] == '-' && text[7] == '-' &&
         std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

ValueLine ParseValueLine(std::string_view line, bool with_as_of) noexcept {
  ValueLine parsed;
  const size_t first = line.find('\t');
  if (first == std::string_view::npos || !IsKindWord(line.substr(0, first))) {
    parsed.value = line;
    return parsed;
  }
  parsed.kind = line.substr(0, first);
  parsed.value = line.substr(first + 1);
  if (!with_as_of) return parsed;
  const size_t last = parsed.value.rfind('\t');
  if (last == std::string_view::npos || !BeginsLikeTime(parsed.value.substr(last + 1))) return parsed;
  parsed.as_of = parsed.value.substr(last + 1);
  parsed.value = parsed.value.substr(0, last);
  return parsed;
}

}  // namespace cybercheck::cli
