// SPDX-License-Identifier: Apache-2.0
#include "ingest/email_rule.h"

#include <array>
#include <cstdint>

namespace cybercheck::ingest {
namespace {

bool IsAlnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHigh(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// local@label.tld with the letters that addresses in use have; not the whole of RFC 5321. `international`: UTF-8 letters, too
// (RFC 6531); not in decoded base64, where any byte may stand by chance.
bool HoldsPlain(std::string_view text, bool international) {
  const auto local = [&](char c) {
    return IsAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || (international && IsHigh(c));
  };
  const auto label = [&](char c) { return IsAlnum(c) || c == '-' || (international && IsHigh(c)); };
  for (size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || !local(text[at - 1])) continue;
    size_t end = at + 1, dot = std::string_view::npos;
    while (end < text.size() && (label(text[end]) || text[end] == '.')) {
      if (text[end] == '.') {
        if (end == at + 1 || text[end - 1] == '.') break;
        dot = end;
      }
      ++end;
      // A dot followed by at least two letters ends a domain, whatever comes after.
      if (dot != std::string_view::npos && end == dot + 3 && (IsLetter(text[dot + 1]) || IsHigh(text[dot + 1])) &&
          (IsLetter(text[dot + 2]) || IsHigh(text[dot + 2])))
        return true;
    }
  }
  return false;
}

int Hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// One round of percent-decoding; false: nothing to decode.
bool Unescape(std::string& text) {
  size_t out = 0;
  bool any = false;
  for (size_t i = 0; i < text.size(); ++out) {
    if (text[i] == '%' && i + 2 < text.size() && Hex(text[i + 1]) >= 0 && Hex(text[i + 2]) >= 0) {
      text[out] = static_cast<char>(Hex(text[i + 1]) << 4 | Hex(text[i + 2]));
      i += 3;
      any = true;
    } else {
      text[out] = text[i++];
    }
  }
  text.resize(out);
  return any;
}

constexpr int kUnescapeRoundsMax = 16;  // each shortens the text by a third at least where it finds anything nested

// After any number of rounds of percent-decoding.
bool HoldsUnescaped(std::string& text, bool international) {
  for (int round = 0; round < kUnescapeRoundsMax; ++round) {
    if (HoldsPlain(text, international)) return true;
    if (text.find('%') == std::string::npos || !Unescape(text)) return false;
  }
  return false;
}

constexpr std::array<int8_t, 256> kBase64 = [] {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < letters.size(); ++i) table[static_cast<unsigned char>(letters[i])] = static_cast<int8_t>(i);
  table['-'] = 62;  // RFC 4648 §5
  table['_'] = 63;
  return table;
}();
int Value(char c) { return kBase64[static_cast<unsigned char>(c)]; }

// Shortest thing looked for is a@b.co: 6 bytes, 8 letters.
constexpr size_t kBase64LettersMin = 8;

bool HoldsBase64(std::string_view text) {
  std::string decoded;
  for (size_t begin = 0; begin < text.size();) {
    if (Value(text[begin]) < 0) {
      ++begin;
      continue;
    }
    size_t end = begin;
    while (end < text.size() && Value(text[end]) >= 0) ++end;
    if (end - begin >= kBase64LettersMin) {
      // Letters before the address's own shift the groups of four.
      for (size_t shift = 0; shift < 4; ++shift) {
        decoded.clear();
        uint32_t bits = 0;
        int count = 0;
        for (size_t i = begin + shift; i < end; ++i) {
          bits = bits << 6 | static_cast<uint32_t>(Value(text[i]));
          if (++count % 4 == 0) {
            decoded += static_cast<char>(bits >> 16);
            decoded += static_cast<char>(bits >> 8);
            decoded += static_cast<char>(bits);
          }
        }
        if (count % 4 == 3) {
          decoded += static_cast<char>(bits >> 10);
          decoded += static_cast<char>(bits >> 2);
        } else if (count % 4 == 2) {
          decoded += static_cast<char>(bits >> 4);
        }
        if (HoldsUnescaped(decoded, false)) return true;
      }
    }
    begin = end;
  }
  return false;
}

}  // namespace

bool HoldsEmail(std::string_view text) {
  if (HoldsPlain(text, true) || HoldsBase64(text)) return true;
  if (text.find('%') == std::string_view::npos) return false;
  std::string decoded(text);
  for (int round = 0; round < kUnescapeRoundsMax && Unescape(decoded); ++round)
    if (HoldsPlain(decoded, true) || HoldsBase64(decoded)) return true;
  return false;
}

std::string_view QueryAndFragment(std::string_view url) noexcept {
  const size_t at = url.find_first_of("?#");
  return at == std::string_view::npos ? std::string_view() : url.substr(at + 1);
}

}  // namespace cybercheck::ingest
