// SPDX-License-Identifier: Apache-2.0
#include "indicator/text_form.h"

#include "base/utf8.h"
#include "indicator/nfc.h"
#include "indicator/tables/code_points.h"

namespace cybercheck::indicator {
namespace {

// Applies `fold` (0xFFFFFFFF = drop) to every code point; copies only from the first one that changes.
template <class Fold>
std::string_view Rewrite(std::string_view text, std::string& buffer, Fold fold) {
  if (base::IsAscii(text)) return text;
  bool changed = false;
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    const size_t size = c.size == 0 ? 1 : c.size;
    const char32_t folded = c.size == 0 ? c.value : fold(c.value);
    if (folded != c.value && !changed) {
      changed = true;
      buffer.assign(text.substr(0, at));
    }
    if (folded != c.value) {
      if (folded != char32_t{0xFFFFFFFF}) base::AppendUtf8(buffer, folded);
    } else if (changed) {
      buffer.append(text.substr(at, size));
    }
    at += size;
  }
  return changed ? std::string_view(buffer) : text;
}

constexpr char32_t kDrop = 0xFFFFFFFF;

}  // namespace

bool IsZeroWidth(char32_t c) noexcept {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool IsOddSpace(char32_t c) noexcept {
  return c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

char32_t FoldWidth(char32_t c) noexcept {
  if (c >= 0x0E50 && c <= 0x0E59) return c - 0x0E50 + '0';
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  return IsOddSpace(c) ? U' ' : c;
}

std::string_view StripZeroWidth(std::string_view text, std::string& buffer) {
  return Rewrite(text, buffer, [](char32_t c) { return IsZeroWidth(c) ? kDrop : c; });
}

std::string_view PlainText(std::string_view text, std::string& buffer) {
  return Rewrite(text, buffer, [](char32_t c) { return IsZeroWidth(c) ? kDrop : FoldWidth(c); });
}

std::string_view TrimSpaces(std::string_view text) noexcept {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

void NfkcCasefold(std::string_view text, std::string& out) {
  thread_local std::u32string folded;
  folded.clear();
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    at += c.size == 0 ? 1 : c.size;
    const tables::TextRef ref = tables::TraitsOf(c.value).casefold;
    if (ref == tables::kNothing) continue;
    if (ref == tables::kItself) {
      folded.push_back(c.value);
      continue;
    }
    const std::string_view mapped = tables::TextOf(ref);
    for (size_t i = 0; i < mapped.size();) {
      const base::CodePoint part = base::DecodeUtf8(mapped, i);
      folded.push_back(part.value);
      i += part.size;
    }
  }
  NormalizeNfc(folded);
  out.clear();
  for (char32_t c : folded) base::AppendUtf8(out, c);
}

}  // namespace cybercheck::indicator
