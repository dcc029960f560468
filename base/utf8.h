// SPDX-License-Identifier: Apache-2.0
// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cybercheck::base {

struct CodePoint {
  char32_t value;
  uint8_t size;  // bytes read, 1 to 4; 0 when the bytes at `at` are not valid UTF-8 (value is then U+FFFD)
};

// `at` < text.size().
CodePoint DecodeUtf8(std::string_view text, size_t at) noexcept;
bool IsValidUtf8(std::string_view text) noexcept;
// Offset of the first byte that is not valid UTF-8, or text.size().
size_t FirstInvalidUtf8(std::string_view text) noexcept;
bool IsAscii(std::string_view text) noexcept;
// `code_point` is a Unicode scalar value.
void AppendUtf8(std::string& out, char32_t code_point);

}  // namespace cybercheck::base
