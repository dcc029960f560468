// SPDX-License-Identifier: Apache-2.0
#include "extract/script.h"

#include "base/utf8.h"

namespace cybercheck::extract {
namespace {

// Blocks, not properties: enough to know where a word may end. Source: the Unicode 15 block chart.
Script ScriptOf(char32_t c) {
  if (c < 0x80) return IsAlnum(static_cast<char>(c)) ? Script::kAscii : Script::kNone;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return Script::kNone;
  if (c >= 0x0E00 && c < 0x0E80)
    return c == 0x0E3F || c == 0x0E4F || c == 0x0E5A || c == 0x0E5B ? Script::kNone : Script::kUnspaced;
  if ((c >= 0x0E80 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800)) return Script::kUnspaced;
  if (c < 0x2000) return Script::kSpaced;
  if ((c >= 0x3040 && c < 0x3100) || (c >= 0x3400 && c < 0xA000) || (c >= 0x20000 && c < 0x32000)) return Script::kUnspaced;
  if (c >= 0x2C00 && c < 0x2E00) return Script::kSpaced;
  if (c >= 0xA640 && c < 0xD800) return Script::kSpaced;
  return Script::kNone;
}

}  // namespace

Letter LetterAt(std::string_view text, size_t at) noexcept {
  const base::CodePoint c = base::DecodeUtf8(text, at);
  return {ScriptOf(c.value), c.size == 0 ? uint8_t{1} : c.size};
}

Letter LetterBefore(std::string_view text, size_t at) noexcept {
  size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && (static_cast<uint8_t>(text[begin]) & 0xC0) == 0x80) --begin;
  return LetterAt(text, begin);
}

}  // namespace cybercheck::extract
