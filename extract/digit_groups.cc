// SPDX-License-Identifier: Apache-2.0
#include "extract/digit_groups.h"

#include "extract/script.h"

namespace cybercheck::extract {
namespace {

constexpr size_t kSeparatorMax = 3;

// Reads what may stand between two groups: at most one dash or dot and a bracket pair, with spaces.
// Returns the end, or `at` when no digit follows.
size_t SeparatorEnd(std::string_view text, size_t at, char& kind) {
  kind = ' ';
  size_t end = at;
  int marks = 0;
  while (end < text.size() && end - at < kSeparatorMax) {
    const char c = text[end];
    if (c == '-' || c == '.') {
      kind = c;
      if (++marks > 1) return at;
    } else if (c == '(' || c == ')') {
      kind = ')';
    } else if (c != ' ') {
      break;
    }
    ++end;
  }
  return end > at && end < text.size() && IsDigit(text[end]) ? end : at;
}

char SizeCharacter(size_t size) { return static_cast<char>(size < 10 ? '0' + size : 'A' + (size - 10)); }

}  // namespace

DigitGroups::DigitGroups(std::string_view text, size_t at) : text_(text) {
  char separator = 0;
  size_t digits = 0;
  for (;;) {
    const size_t begin = at;
    while (at < text.size() && IsDigit(text[at]) && digits < kDigitsMax) ++at, ++digits;
    groups_.push_back({begin, at, separator});
    if (digits == kDigitsMax) return;
    const size_t next = SeparatorEnd(text, at, separator);
    if (next == at) return;
    at = next;
  }
}

std::string DigitGroups::Digits(size_t count) const {
  std::string digits;
  for (size_t i = 0; i < count; ++i) digits += text_.substr(groups_[i].begin, groups_[i].end - groups_[i].begin);
  return digits;
}

bool DigitGroups::StartsWith(std::string_view digits) const {
  for (const DigitGroup& group : groups_) {
    const std::string_view here = text_.substr(group.begin, group.end - group.begin);
    const size_t common = std::min(here.size(), digits.size());
    if (here.substr(0, common) != digits.substr(0, common)) return false;
    digits.remove_prefix(common);
    if (digits.empty()) return true;
  }
  return false;
}

void DigitGroups::DropDigits(size_t count) {
  while (count > 0 && !groups_.empty()) {
    DigitGroup& first = groups_.front();
    const size_t here = std::min(count, first.end - first.begin);
    first.begin += here;
    count -= here;
    if (first.begin == first.end) groups_.erase(groups_.begin());
  }
}

size_t DigitGroups::Match(std::initializer_list<std::string_view> shapes, bool joined) const {
  std::string sizes;
  for (const DigitGroup& group : groups_) sizes += SizeCharacter(group.end - group.begin);
  size_t best = 0;
  for (const std::string_view shape : shapes) {
    if (shape.size() <= best || !sizes.starts_with(shape)) continue;
    const size_t count = shape.size();
    if (count < groups_.size()) {
      const char separator = groups_[count].separator;
      if (separator == '.' || (separator == '-' && !joined)) continue;
      // One digit at a time all along: it is a longer number.
      if (shape.find_first_not_of('1') == std::string_view::npos && sizes[count] == '1') continue;
    }
    best = count;
  }
  return best;
}

}  // namespace cybercheck::extract
