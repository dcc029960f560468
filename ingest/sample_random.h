// SPDX-License-Identifier: Apache-2.0
// Randomness of sample data: numbers that depend on the seed and on what they are for, and on nothing else. Integers only, so
// that every machine and compiler makes the same data. SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cybercheck::ingest {

class SampleRandom {
 public:
  // One sequence for each (seed, what, which): "case" 17, "network" 4.
  SampleRandom(uint64_t seed, std::string_view what, uint64_t which) noexcept;

  uint64_t Next() noexcept;
  uint32_t Below(uint32_t n) noexcept;                       // [0, n), n > 0
  int64_t Between(int64_t low, int64_t high) noexcept;       // [low, high]
  bool Chance(uint32_t parts, uint32_t of = 1000) noexcept;  // true in `parts` of `of`
  // An index with the probability of its weight. Some weight must not be 0.
  size_t Pick(std::span<const uint32_t> weights) noexcept;
  // Log-normal: half of them are below `median`; `sigma_milli` is the standard deviation of the natural logarithm, in
  // thousandths. The normal deviate is the sum of twelve uniforms, so that none is further out than six deviations.
  int64_t LogNormal(int64_t median, uint32_t sigma_milli) noexcept;
  std::string Hex(size_t digits);

 private:
  uint64_t state_;
};

// One number for each of these. `Mix` of equal arguments is equal.
uint64_t SampleMix(uint64_t seed, std::string_view what, uint64_t which) noexcept;

}  // namespace cybercheck::ingest
