// SPDX-License-Identifier: Apache-2.0
// A blocked Bloom filter: says "certainly not in the index" after one cache line of memory.
//
//   hash = XXH3-64(form, seed + kind);  block = high bits, one 64-byte line;  8 bits in it from the low bits
//
// Why blocks: a check of a URL probes up to 30 expressions; a textbook filter touches 8 lines for each. Why not SHA-256: 30 of
// them would cost more than all the rest. The seed is random per start, so nobody can craft keys that always collide. 16 bits a
// key when built, 12 when full (false positives about 0.1 % and 0.5 %; a false positive costs one tree search, never an answer).
//
// Threads: one writer may Insert while any number of threads read (relaxed atomic or; the commit that follows orders it).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "indicator/kind.h"

namespace cybercheck::lookup {

class Filter {
 public:
  static constexpr size_t kProbesMax = 32;

  // Room for `keys` and a third more.
  Filter(size_t keys, uint64_t seed);

  uint64_t HashOf(indicator::Kind kind, std::string_view form) const noexcept { return HashOf(seed_, kind, form); }
  static uint64_t HashOf(uint64_t seed, indicator::Kind kind, std::string_view form) noexcept;

  // True when the filter changed (the key was certainly not in it).
  bool Insert(uint64_t hash) noexcept;
  void Prefetch(uint64_t hash) const noexcept { __builtin_prefetch(&blocks_[BlockOf(hash)]); }
  bool MayContain(uint64_t hash) const noexcept;
  // Prefetches all lines, then looks: bit i is set when hashes[i] may be contained. At most kProbesMax hashes.
  uint32_t Probe(std::span<const uint64_t> hashes) const noexcept;

  uint64_t seed() const noexcept { return seed_; }
  size_t keys() const noexcept { return keys_.load(std::memory_order_relaxed); }  // insertions that changed it
  size_t capacity() const noexcept { return capacity_; }
  bool full() const noexcept { return keys() >= capacity_; }
  size_t bytes() const noexcept { return block_count_ * sizeof(Block); }

 private:
  struct alignas(64) Block {
    std::atomic<uint64_t> words[8];
  };
  size_t BlockOf(uint64_t hash) const noexcept {
    return static_cast<size_t>((static_cast<unsigned __int128>(hash) * block_count_) >> 64);
  }
  uint64_t seed_;
  size_t capacity_, block_count_;
  std::atomic<size_t> keys_{0};
  std::unique_ptr<Block[]> blocks_;
};

}  // namespace cybercheck::lookup
