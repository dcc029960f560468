// SPDX-License-Identifier: Apache-2.0
// What the indicator room knows of each Unicode code point. code_points.cc is written by generate.cc from ICU and checked in, so
// that neither a phone needs ICU nor a library's update can move a key. A test compares every row with the ICU at hand.
//
//   code point >> 7 -> kBlocks -> block of 128 in kIndexes -> kTraits        texts of mappings: kTexts, UTF-8
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cybercheck::indicator::tables {

// A text in kTexts by its place (a byte of length stands before it), or one of these.
using TextRef = uint16_t;
inline constexpr TextRef kItself = 0;
inline constexpr TextRef kNothing = 1;     // mapped to nothing
inline constexpr TextRef kDisallowed = 2;  // idna only

struct CodePointTraits {
  TextRef idna;             // UTS #46 mapping, UseSTD3ASCIIRules off, deviations kept
  TextRef casefold;         // NFKC_Casefold
  TextRef decomposition;    // full canonical; Hangul is computed instead
  uint8_t combining_class;  // 9 = virama
  uint8_t bidi_class;       // ICU's UCharDirection
  uint8_t joining_type;     // ICU's UJoiningType
  bool mark;                // general category M
};

struct Composition {
  char32_t first, second, composed;
};

inline constexpr int kBlockBits = 7;
extern const uint16_t kBlocks[];
extern const uint16_t kIndexes[];
extern const CodePointTraits kTraits[];
extern const char kTexts[];
extern const Composition kCompositions[];  // primary composites by (first, second)
extern const size_t kCompositionCount;

inline const CodePointTraits& TraitsOf(char32_t c) noexcept {
  return kTraits[kIndexes[size_t{kBlocks[c >> kBlockBits]} << kBlockBits | (c & ((1u << kBlockBits) - 1))]];
}

// `ref` is none of the constants above.
inline std::string_view TextOf(TextRef ref) noexcept { return {kTexts + ref, static_cast<unsigned char>(kTexts[ref - 1])}; }

}  // namespace cybercheck::indicator::tables
