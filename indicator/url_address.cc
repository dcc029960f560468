// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_address.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace cybercheck::indicator {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// One part of an IPv4 address; larger than 32 bits counts as 2^32.
std::optional<uint64_t> ParseNumber(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int radix = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    text.remove_prefix(2);
    radix = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    radix = 8;
  }
  uint64_t value = 0;  // "0x" alone is 0
  for (char c : text) {
    const int digit = HexValue(c);
    if (digit < 0 || digit >= radix) return std::nullopt;
    value = std::min(value * static_cast<unsigned>(radix) + static_cast<unsigned>(digit), uint64_t{1} << 32);
  }
  return value;
}

using Pieces = std::array<uint16_t, 8>;

// The dotted part at the end of an IPv6 address: exactly four decimal numbers without leading zeros.
bool ParseEmbeddedIpv4(std::string_view text, uint16_t* two_pieces) {
  uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    size_t digits = 0;
    unsigned value = 0;
    for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
      if (digits > 0 && value == 0) return false;
      value = value * 10 + static_cast<unsigned>(text[digits] - '0');
      if (value > 255) return false;
    }
    if (digits == 0) return false;
    text.remove_prefix(digits);
    address = address << 8 | value;
  }
  two_pieces[0] = static_cast<uint16_t>(address >> 16);
  two_pieces[1] = static_cast<uint16_t>(address);
  return text.empty();
}

bool ParseIpv6(std::string_view text, Pieces& pieces) {
  pieces.fill(0);
  size_t count = 0;
  std::optional<size_t> gap;  // pieces before "::"
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return false;
    text.remove_prefix(2);
    gap = 0;
  }
  while (!text.empty()) {
    if (count == 8) return false;
    if (text[0] == ':') {
      if (gap) return false;
      text.remove_prefix(1);
      gap = count;
      continue;
    }
    size_t digits = 0;
    unsigned value = 0;
    for (; digits < 4 && digits < text.size() && HexValue(text[digits]) >= 0; ++digits)
      value = value << 4 | static_cast<unsigned>(HexValue(text[digits]));
    if (digits < text.size() && text[digits] == '.') {
      if (digits == 0 || count > 6 || !ParseEmbeddedIpv4(text, &pieces[count])) return false;
      count += 2;
      break;
    }
    if (digits == 0) return false;
    pieces[count++] = static_cast<uint16_t>(value);
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  if (!gap) return count == 8;
  if (count == 8) return false;
  std::rotate(pieces.begin() + *gap, pieces.begin() + count, pieces.end());
  return true;
}

}  // namespace

bool EndsInNumber(std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty()) return false;
  return std::all_of(last.begin(), last.end(), IsDigit) || ParseNumber(last).has_value();
}

std::optional<uint32_t> ParseIpv4(std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  uint64_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const size_t dot = host.find('.');
    const std::optional<uint64_t> value = ParseNumber(host.substr(0, dot));
    if (!value) return std::nullopt;
    if (dot == std::string_view::npos) {
      const int bits = 8 * (4 - part);
      if (*value >> bits != 0) return std::nullopt;
      return static_cast<uint32_t>(part == 0 ? *value : address << bits | *value);
    }
    if (*value > 255) return std::nullopt;
    address = address << 8 | *value;
    host.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

void AppendIpv4(uint32_t address, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    char digits[3];
    const auto end = std::to_chars(digits, digits + 3, address >> shift & 0xFF).ptr;
    out.append(digits, end);
    if (shift > 0) out.push_back('.');
  }
}

bool AppendIpv6(std::string_view text, std::string& out) {
  Pieces pieces;
  if (!ParseIpv6(text, pieces)) return false;
  const auto starts_with = [&](std::initializer_list<uint16_t> prefix) { return std::equal(prefix.begin(), prefix.end(), pieces.begin()); };
  if (starts_with({0, 0, 0, 0, 0, 0xFFFF}) || starts_with({0x64, 0xFF9B, 0, 0, 0, 0})) {
    AppendIpv4(static_cast<uint32_t>(pieces[6]) << 16 | pieces[7], out);
    return true;
  }
  // The first longest run of two or more zeros becomes "::".
  size_t zeros_at = 8, zeros = 1;
  for (size_t i = 0; i < 8;) {
    size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > zeros) zeros_at = i, zeros = end - i;
    i = std::max(end, i + 1);
  }
  out.push_back('[');
  for (size_t i = 0; i < 8; ++i) {
    if (i == zeros_at) {
      out.append("::");
      i += zeros - 1;
      continue;
    }
    if (i > 0 && out.back() != ':') out.push_back(':');
    char digits[4];
    out.append(digits, std::to_chars(digits, digits + 4, pieces[i], 16).ptr);
  }
  out.push_back(']');
  return true;
}

}  // namespace cybercheck::indicator
