// SPDX-License-Identifier: Apache-2.0
#include "indicator/idna_label.h"

#include <algorithm>
#include <cstdint>

#include "indicator/tables/code_points.h"

namespace cybercheck::indicator {
namespace {

// ICU's numbers, as the table has them.
enum BidiClass : uint8_t { kL = 0, kR = 1, kEN = 2, kES = 3, kET = 4, kAN = 5, kCS = 6, kON = 10, kAL = 13, kNSM = 17, kBN = 18 };
enum JoiningType : uint8_t { kDual = 2, kLeft = 3, kRight = 4, kTransparent = 5 };

constexpr char32_t kNonJoiner = 0x200C, kJoiner = 0x200D;
constexpr uint8_t kVirama = 9;

constexpr uint32_t Mask(std::initializer_list<BidiClass> classes) {
  uint32_t mask = 0;
  for (BidiClass one : classes) mask |= 1u << one;
  return mask;
}

uint32_t MaskOf(char32_t c) { return 1u << tables::TraitsOf(c).bidi_class; }
uint8_t JoiningOf(char32_t c) { return tables::TraitsOf(c).joining_type; }

bool JoinersFit(std::u32string_view label) {
  for (size_t at = 0; at < label.size(); ++at) {
    if (label[at] != kNonJoiner && label[at] != kJoiner) continue;
    if (at == 0) return false;
    if (tables::TraitsOf(label[at - 1]).combining_class == kVirama) continue;
    if (label[at] == kJoiner) return false;
    // Between letters that would join: (left or dual) transparent* ZWNJ transparent* (right or dual).
    size_t before = at, after = at + 1;
    while (before > 0 && JoiningOf(label[before - 1]) == kTransparent) --before;
    if (before == 0 || (JoiningOf(label[before - 1]) != kLeft && JoiningOf(label[before - 1]) != kDual)) return false;
    while (after < label.size() && JoiningOf(label[after]) == kTransparent) ++after;
    if (after == label.size() || (JoiningOf(label[after]) != kRight && JoiningOf(label[after]) != kDual)) return false;
  }
  return true;
}

// RFC 5893, section 2.
bool LabelKeepsBidiRule(std::u32string_view label) {
  const uint32_t first = MaskOf(label.front());
  if ((first & Mask({kL, kR, kAL})) == 0) return false;
  uint32_t seen = 0;
  for (char32_t c : label) seen |= MaskOf(c);
  size_t end = label.size();
  while (end > 0 && MaskOf(label[end - 1]) == Mask({kNSM})) --end;
  const uint32_t last = MaskOf(label[end - 1]);  // the first code point is no NSM
  if (first == Mask({kL})) return (seen & ~Mask({kL, kEN, kES, kCS, kET, kON, kBN, kNSM})) == 0 && (last & Mask({kL, kEN})) != 0;
  return (seen & ~Mask({kR, kAL, kAN, kEN, kES, kCS, kET, kON, kBN, kNSM})) == 0 && (last & Mask({kR, kAL, kEN, kAN})) != 0 &&
         (seen & Mask({kEN, kAN})) != Mask({kEN, kAN});
}

}  // namespace

bool IsValidLabel(std::u32string_view label) {
  if (label.empty()) return true;
  return !tables::TraitsOf(label.front()).mark && label.find(U'.') == std::u32string_view::npos && JoinersFit(label);
}

bool KeepsBidiRule(std::u32string_view domain) {
  const auto is_rtl = [](char32_t c) { return (MaskOf(c) & Mask({kR, kAL, kAN})) != 0; };
  if (std::none_of(domain.begin(), domain.end(), is_rtl)) return true;
  while (!domain.empty()) {
    const size_t dot = std::min(domain.find(U'.'), domain.size());
    if (dot > 0 && !LabelKeepsBidiRule(domain.substr(0, dot))) return false;
    domain.remove_prefix(std::min(dot + 1, domain.size()));
  }
  return true;
}

}  // namespace cybercheck::indicator
