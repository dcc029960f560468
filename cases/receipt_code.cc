// SPDX-License-Identifier: Apache-2.0
#include "cases/receipt_code.h"

#include <algorithm>

#include "base/be_bytes.h"
#include "base/sha256.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kSymbols = 8 * kReceiptCodeBytes / 5;
constexpr size_t kGroup = 4;
constexpr uint8_t kFieldPolynomial = 0b100101;

// Times 2 in GF(32).
constexpr uint8_t Twice(uint8_t symbol) noexcept {
  const auto shifted = static_cast<uint8_t>(symbol << 1);
  return static_cast<uint8_t>((shifted & 32) != 0 ? shifted ^ kFieldPolynomial : shifted);
}

using Symbols = std::array<uint8_t, kSymbols + 1>;  // the check character last

uint8_t ValueAtTwo(std::span<const uint8_t> symbols) noexcept {
  uint8_t value = 0;
  for (const uint8_t symbol : symbols) value = static_cast<uint8_t>(Twice(value) ^ symbol);
  return value;
}

std::optional<uint8_t> SymbolOf(char c) noexcept {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const size_t at = kAlphabet.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<uint8_t>(at);
}

}  // namespace

ReceiptCode ReceiptCodeOf(std::span<const uint8_t> secret, const event::EntryId& entry, uint16_t report, uint32_t issue) {
  std::string message(reinterpret_cast<const char*>(entry.data()), entry.size());
  base::AppendBe<2>(report, message);
  base::AppendBe<4>(issue, message);
  const base::Digest digest = base::HmacSha256(secret, message);
  ReceiptCode code;
  std::copy_n(digest.begin(), code.size(), code.begin());
  return code;
}

std::string FormatReceiptCode(const ReceiptCode& code) {
  Symbols symbols{};
  for (size_t bit = 0; bit < 8 * code.size(); ++bit) {
    const auto value = static_cast<uint8_t>(code[bit / 8] >> (7 - bit % 8) & 1);
    symbols[bit / 5] = static_cast<uint8_t>(symbols[bit / 5] << 1 | value);
  }
  symbols.back() = ValueAtTwo(symbols);  // with 0 in its place: adding it makes the sum 0
  std::string text;
  for (size_t i = 0; i < symbols.size(); ++i) {
    if (i != 0 && i % kGroup == 0) text += '-';
    text += kAlphabet[symbols[i]];
  }
  return text;
}

std::optional<ReceiptCode> ParseReceiptCode(std::string_view text) noexcept {
  if (text.size() > kReceiptTextBytesMax) return std::nullopt;
  Symbols symbols{};
  size_t count = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const auto symbol = SymbolOf(c);
    if (!symbol || count == symbols.size()) return std::nullopt;
    symbols[count++] = *symbol;
  }
  if (count != symbols.size() || ValueAtTwo(symbols) != 0) return std::nullopt;
  ReceiptCode code{};
  for (size_t bit = 0; bit < 8 * code.size(); ++bit) {
    const auto value = static_cast<uint8_t>(symbols[bit / 5] >> (4 - bit % 5) & 1);
    code[bit / 8] = static_cast<uint8_t>(code[bit / 8] << 1 | value);
  }
  return code;
}

bool SameReceiptCode(const ReceiptCode& a, const ReceiptCode& b) noexcept {
  volatile uint8_t difference = 0;  // volatile, so that no compiler stops at the first one
  for (size_t i = 0; i < a.size(); ++i) difference = static_cast<uint8_t>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

}  // namespace cybercheck::cases
