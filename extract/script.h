// SPDX-License-Identifier: Apache-2.0
// How a letter's script is written: with spaces between words, or, like Thai, without. A word of an unspaced script that touches
// ASCII is another word ("คลิกhttps://"); a letter of a spaced one belongs to the same word ("pаypal" with a Cyrillic а).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cybercheck::extract {

enum class Script : uint8_t {
  kNone,      // no letter or digit
  kAscii,     // A-Z a-z 0-9
  kSpaced,    // other letters: Latin with marks, Greek, Cyrillic, Arabic, Devanagari …
  kUnspaced,  // Thai, Lao, Khmer, Burmese, Chinese, Japanese
};

struct Letter {
  Script script;
  uint8_t size;  // bytes, at least 1
};

// `at` < text.size(); `text` is valid UTF-8.
Letter LetterAt(std::string_view text, size_t at) noexcept;
// The character before `at`; `at` > 0.
Letter LetterBefore(std::string_view text, size_t at) noexcept;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLatin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsAlnum(char c) { return IsDigit(c) || IsLatin(c); }

}  // namespace cybercheck::extract
