// SPDX-License-Identifier: Apache-2.0
// Who has asked about what, lately: 2^20 hashes in 8 MiB, so that asking about the same number again costs nothing of a budget
// that counts distinct numbers. It holds no number and no client, only 40 bits of a keyed hash of both, and forgets the oldest.
//
//   64 bytes: 8 × | hash 40 bits | minute 24 bits |     a hash may stand in either of two such buckets
//
// Lock-free; any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace cybercheck::server {

class AskedTable {
 public:
  // `slots` is rounded up to a power of two.
  AskedTable(size_t slots, int64_t minutes_max);

  // Whether it was put within the last `minutes_max`.
  bool Has(uint64_t hash, int64_t now_ns) const noexcept;
  void Put(uint64_t hash, int64_t now_ns) noexcept;
  size_t bytes() const { return (mask_ + 1) * sizeof(Bucket); }

 private:
  struct alignas(64) Bucket {
    std::array<std::atomic<uint64_t>, 8> slots{};
  };
  uint64_t Tag(uint64_t hash) const { return hash & ~uint64_t{0xffffff}; }
  size_t First(uint64_t hash) const { return (hash * 0x9E3779B97F4A7C15u >> 32) & mask_; }
  size_t Second(uint64_t hash) const { return (hash * 0xC2B2AE3D27D4EB4Fu >> 32) & mask_; }
  bool IsFresh(uint64_t slot, uint64_t minute) const { return slot != 0 && ((minute - slot) & 0xffffff) <= minutes_max_; }

  size_t mask_;
  uint64_t minutes_max_;
  std::unique_ptr<Bucket[]> buckets_;
};

}  // namespace cybercheck::server
