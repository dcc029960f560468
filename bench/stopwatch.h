// SPDX-License-Identifier: Apache-2.0
// How long one operation takes: runs it over prepared inputs until a second has passed, three times, and keeps the fastest round. What is
// measured is what a warm server pays; the first round's cold misses are not in it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cybercheck::bench {

// Keeps the compiler from dropping a result that nothing reads.
template <class T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

// Nanoseconds an operation; `operation(i)` for i = 0, 1, 2 …
template <class Operation>
double NanosecondsEach(Operation&& operation, double seconds_a_round) {
  using Clock = std::chrono::steady_clock;
  double best = 1e18;
  uint64_t i = 0;
  for (int round = 0; round < 3; ++round) {
    uint64_t done = 0;
    const auto begin = Clock::now();
    double elapsed_ns = 0;
    do {
      for (int n = 0; n < 256; ++n, ++i) operation(i);
      done += 256;
      elapsed_ns = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
    } while (elapsed_ns < seconds_a_round * 1e9);
    best = std::min(best, elapsed_ns / static_cast<double>(done));
  }
  return best;
}

}  // namespace cybercheck::bench
