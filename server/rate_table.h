// SPDX-License-Identifier: Apache-2.0
// Generic cell rate algorithm over any number of keys in a fixed number of bytes: for each key one theoretical arrival time
// (TAT).
//
//   64 bytes: | key tat | key tat | key tat | key tat |    a key may stand in either of two such buckets
//
// A key that finds both full takes the place of the one whose TAT is oldest: whoever has been quiet longest is forgotten first,
// whoever is over their rate last. So an attacker with 2^64 addresses gains forgetting, never memory.
// Lock-free; any thread. Two threads that race for one slot may let one request too many through, never one too few for good.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace cybercheck::server {

// `quota` at once, and again evenly over `window_ns`.
struct Rate {
  uint64_t quota = 0;  // 0: not limited
  int64_t window_ns = 0;
  int64_t interval_ns() const { return window_ns / static_cast<int64_t>(quota); }
};

class RateTable {
 public:
  // `slots` is rounded up to a power of two.
  explicit RateTable(size_t slots);

  struct State {
    bool allowed = true;
    int64_t wait_ns = 0;     // refused: until it would be allowed
    uint64_t remaining = 0;  // that would be allowed now, one after the other
    int64_t reset_ns = 0;    // until the whole quota is there again
  };
  // What Take would say; takes nothing. A cost above the quota counts as the quota. `now_ns` never goes back.
  State Look(uint64_t key, const Rate& rate, uint64_t cost, int64_t now_ns) const noexcept;
  State Take(uint64_t key, const Rate& rate, uint64_t cost, int64_t now_ns) noexcept;

  size_t bytes() const { return (mask_ + 1) * sizeof(Bucket); }

 private:
  struct Slot {
    std::atomic<uint64_t> key{0};  // 0: empty
    std::atomic<int64_t> tat_ns{0};
  };
  struct alignas(64) Bucket {
    std::array<Slot, 4> slots;
  };
  const Slot* Find(uint64_t key) const noexcept;
  Slot& FindOrReplace(uint64_t key) noexcept;
  size_t First(uint64_t key) const { return key & mask_; }
  size_t Second(uint64_t key) const { return ((key >> 32) ^ (key * 0x9E3779B97F4A7C15u >> 40)) & mask_; }

  size_t mask_;
  std::unique_ptr<Bucket[]> buckets_;
};

}  // namespace cybercheck::server
