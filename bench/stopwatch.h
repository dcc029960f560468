// SPDX-License-Identifier: Apache-2.0
// How long one operation takes: runs it over prepared inputs until a second has passed, three times, and keeps the fastest round. What is
// measured is what a warm server pays; the first round's cold misses are not in it. Time is this thread's processor time, so that others on
// the machine cost cache, but no waiting.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace cybercheck::bench {

// Keeps the compiler from dropping a result that nothing reads.
template <class T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

inline double ThreadNanoseconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Of all threads together.
inline double ProcessNanoseconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Nanoseconds an operation; `operation(i)` for i = 0, 1, 2 …
template <class Operation>
double NanosecondsEach(Operation&& operation, double seconds_a_round) {
  double best = 1e18;
  uint64_t i = 0;
  for (int round = 0; round < 3; ++round) {
    uint64_t done = 0;
    const double begin_ns = ThreadNanoseconds();
    double elapsed_ns = 0;
    do {
      for (int n = 0; n < 256; ++n, ++i) operation(i);
      done += 256;
      elapsed_ns = ThreadNanoseconds() - begin_ns;
    } while (elapsed_ns < seconds_a_round * 1e9);
    best = std::min(best, elapsed_ns / static_cast<double>(done));
  }
  return best;
}

}  // namespace cybercheck::bench
