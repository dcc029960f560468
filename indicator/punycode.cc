// SPDX-License-Identifier: Apache-2.0
#include "indicator/punycode.h"

#include <algorithm>
#include <cstdint>

namespace cybercheck::indicator {
namespace {

// RFC 3492, section 5.
constexpr uint32_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700, kInitialBias = 72, kInitialN = 0x80;
constexpr uint32_t kDeltaMax = 0x7FFFFFFF;

uint32_t Adapt(uint32_t delta, uint32_t count, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / count;
  uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

uint32_t Threshold(uint32_t k, uint32_t bias) { return k <= bias + kTMin ? kTMin : std::min(k - bias, kTMax); }

char Digit(uint32_t value) { return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26)); }

// kBase when `c` is no digit.
uint32_t DigitValue(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<uint32_t>(c - 'a');
  if (c >= 'A' && c <= 'Z') return static_cast<uint32_t>(c - 'A');
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0') + 26;
  return kBase;
}

}  // namespace

bool AppendPunycode(std::u32string_view label, std::string& out) {
  const size_t start = out.size();
  for (char32_t c : label)
    if (c < 0x80) out.push_back(static_cast<char>(c));
  const auto basic = static_cast<uint32_t>(out.size() - start);
  if (basic > 0) out.push_back('-');
  uint32_t n = kInitialN, delta = 0, bias = kInitialBias, handled = basic;
  while (handled < label.size()) {
    char32_t next = 0x110000;
    for (char32_t c : label)
      if (c >= n) next = std::min(next, c);
    const uint64_t grown = delta + uint64_t{next - n} * (handled + 1);
    if (grown > kDeltaMax) return false;
    delta = static_cast<uint32_t>(grown);
    n = next;
    for (char32_t c : label) {
      if (c < n && ++delta > kDeltaMax) return false;
      if (c != n) continue;
      uint32_t rest = delta;
      for (uint32_t k = kBase;; k += kBase) {
        const uint32_t threshold = Threshold(k, bias);
        if (rest < threshold) break;
        out.push_back(Digit(threshold + (rest - threshold) % (kBase - threshold)));
        rest = (rest - threshold) / (kBase - threshold);
      }
      out.push_back(Digit(rest));
      bias = Adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return true;
}

bool DecodePunycode(std::string_view text, std::u32string& out) {
  out.clear();
  size_t at = 0;
  if (const size_t hyphen = text.rfind('-'); hyphen != std::string_view::npos && hyphen > 0) {
    for (char c : text.substr(0, hyphen)) {
      if (static_cast<unsigned char>(c) >= 0x80) return false;
      out.push_back(static_cast<unsigned char>(c));
    }
    at = hyphen + 1;
  }
  uint32_t n = kInitialN, i = 0, bias = kInitialBias;
  while (at < text.size()) {
    const uint32_t before = i;
    uint64_t weight = 1, sum = i;
    for (uint32_t k = kBase;; k += kBase) {
      const uint32_t digit = at < text.size() ? DigitValue(text[at++]) : kBase;
      if (digit == kBase) return false;
      sum += digit * weight;
      if (sum > kDeltaMax) return false;
      const uint32_t threshold = Threshold(k, bias);
      if (digit < threshold) break;
      weight *= kBase - threshold;
      if (weight > kDeltaMax) return false;
    }
    i = static_cast<uint32_t>(sum);
    const auto count = static_cast<uint32_t>(out.size() + 1);
    bias = Adapt(i - before, count, before == 0);
    n += i / count;
    i %= count;
    if (n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF)) return false;
    out.insert(out.begin() + i, n);
    ++i;
  }
  return true;
}

}  // namespace cybercheck::indicator
