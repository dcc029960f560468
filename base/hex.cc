// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

namespace cybercheck::base {
namespace {

int DigitValue(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void HexEncodeTo(std::span<const uint8_t> bytes, char* out) noexcept {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 15];
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
