// SPDX-License-Identifier: Apache-2.0
#include "indicator/label.h"

#include <algorithm>

#include "base/utf8.h"

namespace cybercheck::indicator {
namespace {

constexpr std::string_view kParticles[] = {"ค่ะ", "คะ", "ครับ", "คับ", "ครับผม", "นะ", "น้า", "จ้า", "จ้ะ", "จ๊ะ", "ฮะ", "เลย", "ด้วย", "please", "ka", "krub"};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsAlnum(char c) { return (c >= '0' && c <= '9') || (Lower(c) >= 'a' && Lower(c) <= 'z'); }
// Characters that would make the word before them part of a name.
bool Continues(char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.' || c == '@' || c == '/' || c == '~'; }

bool StartsWithWord(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(), [](char w, char t) { return w == Lower(t); });
}

bool IsMark(char32_t c) {
  return c <= 0x20 || (c < 0x80 && !IsAlnum(static_cast<char>(c)) && c != '@' && c != '+') || (c >= 0xA1 && c <= 0xBF) ||
         (c >= 0x2000 && c <= 0x206F) || (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c == 0xFE0F || c == 0x0E2F ||
         c == 0x0E46 || c == 0x0E5A || c == 0x0E5B || c == 0x0E4F || (c >= 0x1F000 && c <= 0x1FAFF);
}

// Behind the marks that may follow a label. A dash or a dot is one only before a space or an arrow's head: names begin with both.
std::string_view AfterMarks(std::string_view text) {
  while (!text.empty()) {
    const char c = text.front();
    const bool open = (c == '-' || c == '.') && text.size() > 1 && (text[1] == ' ' || text[1] == '>');
    if (!open && c != ':' && c != '=' && c != '>' && c != ',' && static_cast<unsigned char>(c) > 0x20) break;
    text.remove_prefix(1);
  }
  return text;
}

}  // namespace

size_t WordAt(std::string_view text, Words words) noexcept {
  size_t longest = 0;
  for (const std::string_view word : words) {
    if (word.size() <= longest || !StartsWithWord(text, word)) continue;
    const bool ascii_end = static_cast<unsigned char>(word.back()) < 0x80 && IsAlnum(word.back());
    if (ascii_end && text.size() > word.size() && Continues(text[word.size()])) {
      // "tel.081": the dot of an abbreviation, not of a name.
      if (text[word.size()] != '.' || text.size() < word.size() + 2 || text[word.size() + 1] != ' ') continue;
    }
    longest = word.size();
  }
  return longest;
}

std::string_view DropKindName(Kind kind, std::string_view text) noexcept {
  const std::string_view name = Name(kind);
  if (text.size() > name.size() + 1 && text.starts_with(name) && text[name.size()] == ':') text.remove_prefix(name.size() + 1);
  return text;
}

std::string_view DropLabels(std::string_view text, Words labels) noexcept {
  for (;;) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
    const size_t size = WordAt(text, labels);
    if (size == 0) return text;
    const std::string_view rest = AfterMarks(text.substr(size));
    if (rest.empty()) return text;
    text = rest;
  }
}

bool IsClosing(std::string_view text, Words labels) noexcept {
  while (!text.empty()) {
    const base::CodePoint c = base::DecodeUtf8(text, 0);
    if (c.size == 0) return false;
    size_t size = IsMark(c.value) ? c.size : std::max(WordAt(text, kParticles), WordAt(text, labels));
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace cybercheck::indicator
