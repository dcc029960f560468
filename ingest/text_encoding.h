// SPDX-License-Identifier: Apache-2.0
// The encodings an import file may have, and how one is recognised. Never silently: the caller announces what was found, and
// bytes that fit no encoding are refused.
//
//   byte order mark   UTF-8, UTF-16 little or big endian
//   valid UTF-8       utf-8 (also where one byte in a thousand is damaged: those rows are rejected one by one)
//   reads as Thai     windows-874: no byte outside the code page, Thai letters stand in runs, vowel and tone marks on consonants.
//                     Latin-1 text has lone letters between ASCII ones and fails that, so it is refused instead of becoming Thai.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cybercheck::ingest {

enum class TextEncoding : uint8_t { kUtf8, kWindows874, kUtf16Le, kUtf16Be };

std::string_view Name(TextEncoding encoding) noexcept;  // "utf-8", "windows-874", "utf-16le", "utf-16be"
std::optional<TextEncoding> TextEncodingNamed(std::string_view name) noexcept;

// `bytes` begin at the first byte that is not ASCII; `at_end`: the text ends with them (else a cut sequence at the end is
// forgiven). nullopt: not recognised.
std::optional<TextEncoding> RecogniseEncoding(std::string_view bytes, bool at_end) noexcept;

// Stands in converted text for what cannot be converted: never valid UTF-8, so the row that holds it is rejected.
inline constexpr char kUnconvertible = '\xff';

// The 256 characters of windows-874 as ICU's converter has them; 0 where the code page has none.
const std::array<char16_t, 256>& Windows874() noexcept;

}  // namespace cybercheck::ingest
