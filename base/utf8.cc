// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstring>

namespace cybercheck::base {

CodePoint DecodeUtf8(std::string_view text, size_t at) noexcept {
  static constexpr CodePoint kInvalid{0xFFFD, 0};
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const auto continues = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const uint8_t first = byte(at);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2) return kInvalid;
  if (first < 0xE0) {
    if (!continues(at + 1)) return kInvalid;
    return {static_cast<char32_t>((first & 0x1F) << 6 | (byte(at + 1) & 0x3F)), 2};
  }
  if (first < 0xF0) {
    if (!continues(at + 1) || !continues(at + 2)) return kInvalid;
    const char32_t value = static_cast<char32_t>((first & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F));
    if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)) return kInvalid;
    return {value, 3};
  }
  if (first > 0xF4 || !continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return kInvalid;
  const char32_t value = static_cast<char32_t>((first & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12 | (byte(at + 2) & 0x3F) << 6 |
                                               (byte(at + 3) & 0x3F));
  if (value < 0x10000 || value > 0x10FFFF) return kInvalid;
  return {value, 4};
}

bool IsAscii(std::string_view text) noexcept {
  size_t i = 0;
#ifdef __SSE2__
  for (; i + 16 <= text.size(); i += 16)
    if (_mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i))) != 0) return false;
#endif
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080u) return false;
  }
  for (; i < text.size(); ++i)
    if (static_cast<uint8_t>(text[i]) >= 0x80) return false;
  return true;
}

size_t FirstInvalidUtf8(std::string_view text) noexcept {
  if (IsAscii(text)) return text.size();
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    if (c.size == 0) return at;
    at += c.size;
  }
  return text.size();
}

bool IsValidUtf8(std::string_view text) noexcept { return FirstInvalidUtf8(text) == text.size(); }

void AppendUtf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

}  // namespace cybercheck::base
