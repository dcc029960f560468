// SPDX-License-Identifier: Apache-2.0
// Which bytes of a text must not stand in a JSON string as they are. Sixteen bytes at a time where the processor can: looking at
// the strings of a check byte by byte cost as much as a third of its answer.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cybercheck::base {

// A quote, a backslash or a control character.
constexpr bool IsJsonSpecial(char c) noexcept { return static_cast<uint8_t>(c) < 0x20 || c == '"' || c == '\\'; }

namespace json_bytes_internal {

#ifdef __SSE2__
// Every byte of the result is 0xff where that of `block` is special, else 0.
inline __m128i Special(__m128i block) noexcept {
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"')), backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  return _mm_or_si128(control, _mm_or_si128(quote, backslash));
}
inline __m128i Load(const char* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
inline __m128i LoadHalf(const char* at) noexcept { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(at)); }
inline bool IsPlain(__m128i block) noexcept {
  // Bytes beyond ASCII have the high bit that movemask collects.
  const __m128i del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
  return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(Special(block), del), block)) == 0;
}
#endif

}  // namespace json_bytes_internal

// The offset of the first special byte at or behind `at`, or text.size().
inline size_t FirstJsonSpecial(std::string_view text, size_t at) noexcept {
#ifdef __SSE2__
  for (; at + 16 <= text.size(); at += 16) {
    const auto found =
        static_cast<unsigned>(_mm_movemask_epi8(json_bytes_internal::Special(json_bytes_internal::Load(text.data() + at))));
    if (found != 0) return at + static_cast<size_t>(std::countr_zero(found));
  }
#endif
  while (at < text.size() && !IsJsonSpecial(text.data()[at])) ++at;
  return at;
}

// Whether all of `text` is ASCII that needs no escape in JSON: nothing special, no DEL, nothing beyond ASCII.
inline bool IsPlainJson(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
#ifdef __SSE2__
  // The last block may overlap the one before it.
  if (text.size() >= 16) {
    for (; end - at > 16; at += 16)
      if (!json_bytes_internal::IsPlain(json_bytes_internal::Load(at))) return false;
    return json_bytes_internal::IsPlain(json_bytes_internal::Load(end - 16));
  }
  if (text.size() >= 8)
    return json_bytes_internal::IsPlain(
        _mm_unpacklo_epi64(json_bytes_internal::LoadHalf(at), json_bytes_internal::LoadHalf(end - 8)));
#endif
  for (; at != end; ++at)
    if (IsJsonSpecial(*at) || static_cast<uint8_t>(*at) >= 0x7f) return false;
  return true;
}

}  // namespace cybercheck::base
