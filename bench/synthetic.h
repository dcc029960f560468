// SPDX-License-Identifier: Apache-2.0
// The indicators that benches load and ask for: number i is a phone when i is even and a URL when it is odd. The same formulas
// stand in bench/wrk/synthetic.lua; both are bijections, so a number is in the set exactly when i < the number loaded.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace cybercheck::bench {

inline constexpr uint64_t kPhones = 100'000'000;      // 08 and eight digits
inline constexpr uint64_t kPhoneStep = 7'368'787;     // prime to kPhones: i -> i * step is a bijection that scatters neighbours
inline constexpr uint64_t kFirstAbsent = 40'000'000;  // from here on nothing is ever loaded

// "0812345678", as a caller would type it. i < kPhones.
inline std::string SyntheticPhone(uint64_t i) {
  char text[16];
  std::snprintf(text, sizeof text, "08%08llu", static_cast<unsigned long long>(i * kPhoneStep % kPhones));
  return text;
}

// "shop12345678.example/pay/678/login.html?o=1": each on a host of its own, so that nothing is promoted.
inline std::string SyntheticUrlForm(uint64_t i) {
  const auto scattered = static_cast<unsigned long long>(i * kPhoneStep % kPhones);
  char text[80];
  std::snprintf(text, sizeof text, "shop%llu.example/pay/%llu/login.html?o=1", scattered, scattered % 1000);
  return text;
}
inline std::string SyntheticUrl(uint64_t i) { return "http://" + SyntheticUrlForm(i); }

}  // namespace cybercheck::bench
