// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cybercheck::base {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

#ifdef __SSE2__
// '0' to '9' or 'a' to 'f' for each byte, which is below 16.
__m128i Digits(__m128i nibbles) noexcept {
  const __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9)), _mm_set1_epi8('a' - '0' - 10));
  return _mm_add_epi8(_mm_add_epi8(nibbles, _mm_set1_epi8('0')), letters);
}

// The 32 digits of 16 bytes: every answer shows the id of a key.
void Encode16(const uint8_t* bytes, char* out) noexcept {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)), mask = _mm_set1_epi8(15);
  const __m128i high = Digits(_mm_and_si128(_mm_srli_epi16(block, 4), mask)), low = Digits(_mm_and_si128(block, mask));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_unpacklo_epi8(high, low));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16), _mm_unpackhi_epi8(high, low));
}
#endif

int DigitValue(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void HexEncodeTo(std::span<const uint8_t> bytes, char* out) noexcept {
  const uint8_t* at = bytes.data();
  size_t left = bytes.size();
#ifdef __SSE2__
  for (; left >= 16; left -= 16, at += 16, out += 32) Encode16(at, out);
#endif
  for (; left > 0; --left, ++at) {
    *out++ = kDigits[*at >> 4];
    *out++ = kDigits[*at & 15];
  }
}

std::string HexEncode(std::span<const uint8_t> bytes) {
  std::string hex(bytes.size() * 2, '0');
  HexEncodeTo(bytes, hex.data());
  return hex;
}

bool HexDecode(std::string_view hex, std::span<uint8_t> out) noexcept {
  if (hex.size() != out.size() * 2) return false;
  for (size_t i = 0; i < out.size(); ++i) {
    const int high = DigitValue(hex[2 * i]), low = DigitValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace cybercheck::base
