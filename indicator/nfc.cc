// SPDX-License-Identifier: Apache-2.0
#include "indicator/nfc.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/tables/code_points.h"

namespace cybercheck::indicator {
namespace {

// Hangul syllables are computed. Source: The Unicode Standard, 3.12 "Conjoining Jamo Behavior".
constexpr char32_t kSBase = 0xAC00, kLBase = 0x1100, kVBase = 0x1161, kTBase = 0x11A7;
constexpr char32_t kLCount = 19, kVCount = 21, kTCount = 28, kSCount = kLCount * kVCount * kTCount;

uint8_t CombiningClass(char32_t c) { return tables::TraitsOf(c).combining_class; }

void Decompose(char32_t c, std::u32string& out) {
  if (c - kSBase < kSCount) {
    const char32_t syllable = c - kSBase;
    out.push_back(kLBase + syllable / (kVCount * kTCount));
    out.push_back(kVBase + syllable % (kVCount * kTCount) / kTCount);
    if (syllable % kTCount != 0) out.push_back(kTBase + syllable % kTCount);
    return;
  }
  const tables::TextRef ref = tables::TraitsOf(c).decomposition;
  if (ref == tables::kItself) return out.push_back(c);
  const std::string_view text = tables::TextOf(ref);
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint part = base::DecodeUtf8(text, at);
    out.push_back(part.value);
    at += part.size;
  }
}

// The primary composite of two code points, or 0.
char32_t Compose(char32_t first, char32_t second) {
  if (first - kLBase < kLCount && second - kVBase < kVCount)
    return kSBase + ((first - kLBase) * kVCount + (second - kVBase)) * kTCount;
  if (first - kSBase < kSCount && (first - kSBase) % kTCount == 0 && second > kTBase && second - kTBase < kTCount)
    return first + (second - kTBase);
  const tables::Composition* end = tables::kCompositions + tables::kCompositionCount;
  const auto before = [](const tables::Composition& row, std::pair<char32_t, char32_t> pair) {
    return std::pair(row.first, row.second) < pair;
  };
  const tables::Composition* row = std::lower_bound(tables::kCompositions, end, std::pair(first, second), before);
  return row != end && row->first == first && row->second == second ? row->composed : 0;
}

void OrderMarks(std::u32string& text) {
  for (size_t at = 0; at < text.size();) {
    if (CombiningClass(text[at]) == 0) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && CombiningClass(text[end]) != 0) ++end;
    const auto by_class = [](char32_t a, char32_t b) { return CombiningClass(a) < CombiningClass(b); };
    const auto first = text.begin() + static_cast<ptrdiff_t>(at), last = text.begin() + static_cast<ptrdiff_t>(end);
    if (!std::is_sorted(first, last, by_class)) std::stable_sort(first, last, by_class);
    at = end;
  }
}

void ComposeMarks(std::u32string& text) {
  constexpr size_t kNone = static_cast<size_t>(-1);
  size_t starter = kNone, kept = 0;
  int class_before = -1;  // of the last code point kept after the starter; -1 right behind it
  for (const char32_t c : text) {
    const int combining_class = CombiningClass(c);
    if (starter != kNone && class_before < combining_class) {
      if (const char32_t composed = Compose(text[starter], c)) {
        text[starter] = composed;
        continue;
      }
    }
    if (combining_class == 0) {
      starter = kept;
      class_before = -1;
    } else {
      class_before = combining_class;
    }
    text[kept++] = c;
  }
  text.resize(kept);
}

}  // namespace

void NormalizeNfc(std::u32string& text) {
  thread_local std::u32string decomposed;
  decomposed.clear();
  for (char32_t c : text) Decompose(c, decomposed);
  OrderMarks(decomposed);
  ComposeMarks(decomposed);
  text.swap(decomposed);
}

}  // namespace cybercheck::indicator
