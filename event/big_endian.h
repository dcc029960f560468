// SPDX-License-Identifier: Apache-2.0
// Big-endian integers in byte strings, as stored keys and headers have them (keys then sort by number). `at` is in range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cybercheck::event {

template <class Integer>
Integer IntegerAt(std::string_view bytes, size_t at) noexcept {
  Integer value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) value = static_cast<Integer>(value << 8 | static_cast<uint8_t>(bytes[at + i]));
  return value;
}
inline uint16_t U16At(std::string_view bytes, size_t at) noexcept { return IntegerAt<uint16_t>(bytes, at); }
inline uint32_t U32At(std::string_view bytes, size_t at) noexcept { return IntegerAt<uint32_t>(bytes, at); }
inline uint64_t U64At(std::string_view bytes, size_t at) noexcept { return IntegerAt<uint64_t>(bytes, at); }

template <class Integer>
void AppendInteger(std::string& out, Integer value) {
  for (size_t i = sizeof(Integer); i-- > 0;) out.push_back(static_cast<char>(static_cast<uint64_t>(value) >> (8 * i)));
}
inline void AppendU16(std::string& out, uint16_t value) { AppendInteger(out, value); }
inline void AppendU32(std::string& out, uint32_t value) { AppendInteger(out, value); }
inline void AppendU64(std::string& out, uint64_t value) { AppendInteger(out, value); }

}  // namespace cybercheck::event
