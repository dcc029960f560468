// SPDX-License-Identifier: Apache-2.0
#include "lookup/filter.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "base/check.h"

namespace cybercheck::lookup {
namespace {

constexpr size_t kBitsPerKeyFull = 12;
constexpr size_t kKeysMin = 1 << 16;
constexpr int kBitsPerKey = 8;

// Which bits of which word: 8 times 9 bits, taken from a remix of the hash so that they do not depend on the block number.
constexpr uint64_t Remix(uint64_t hash) noexcept {
  hash ^= hash >> 29;
  hash *= 0xBF58476D1CE4E5B9u;  // splitmix64's multiplier
  hash ^= hash >> 32;
  return hash * 0x94D049BB133111EBu;
}

}  // namespace

Filter::Filter(size_t keys, uint64_t seed) : seed_(seed) {
  capacity_ = std::max(kKeysMin, keys + keys / 3);
  block_count_ = (capacity_ * kBitsPerKeyFull + 511) / 512;
  blocks_ = std::make_unique<Block[]>(block_count_);
}

uint64_t Filter::HashOf(uint64_t seed, indicator::Kind kind, std::string_view form) noexcept {
  return XXH3_64bits_withSeed(form.data(), form.size(), seed + static_cast<uint8_t>(kind));
}

bool Filter::Insert(uint64_t hash) noexcept {
  Block& block = blocks_[BlockOf(hash)];
  uint64_t bits = Remix(hash);
  bool changed = false;
  // Bit i stands in word i: eight words, one bit each, so that a probe is eight independent tests of one line.
  for (int i = 0; i < kBitsPerKey; ++i, bits >>= 6) {
    const uint64_t bit = uint64_t{1} << (bits & 63);
    std::atomic<uint64_t>& word = block.words[i];
    if ((word.load(std::memory_order_relaxed) & bit) != 0) continue;
    word.fetch_or(bit, std::memory_order_relaxed);
    changed = true;
  }
  if (changed) keys_.fetch_add(1, std::memory_order_relaxed);
  return changed;
}

bool Filter::MayContain(uint64_t hash) const noexcept {
  const Block& block = blocks_[BlockOf(hash)];
  uint64_t bits = Remix(hash);
  for (int i = 0; i < kBitsPerKey; ++i, bits >>= 6)
    if ((block.words[i].load(std::memory_order_relaxed) >> (bits & 63) & 1) == 0) return false;
  return true;
}

uint32_t Filter::Probe(std::span<const uint64_t> hashes) const noexcept {
  CHECK(hashes.size() <= kProbesMax);
  for (const uint64_t hash : hashes) Prefetch(hash);
  uint32_t hits = 0;
  for (size_t i = 0; i < hashes.size(); ++i) hits |= static_cast<uint32_t>(MayContain(hashes[i])) << i;
  return hits;
}

}  // namespace cybercheck::lookup
