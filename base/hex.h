// SPDX-License-Identifier: Apache-2.0
// Lower-case hexadecimal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cybercheck::base {

std::string HexEncode(std::span<const uint8_t> bytes);
// Writes 2 × bytes.size() characters to `out`.
void HexEncodeTo(std::span<const uint8_t> bytes, char* out) noexcept;
// False when `hex` is not exactly 2 × out.size() hexadecimal digits (either case); `out` is then unspecified.
bool HexDecode(std::string_view hex, std::span<uint8_t> out) noexcept;

}  // namespace cybercheck::base
