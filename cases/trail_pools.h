// SPDX-License-Identifier: Apache-2.0
// What is known to be in the accounts of a trail (cases/trail.h, "the model"), by the two methods: what arrived and has not left,
// and how much of it is tainted. Both have the same two operations:
//   Put(node, amount, tainted, time)   money arrives, times in order; 0 <= tainted <= amount, amount > 0
//   Take(node, amount)                 money leaves; what is beyond the pool is not in the answer. amount > 0
// All amounts ever put add up to at most 2^63 − 1; no sum here can overflow. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cybercheck::cases {

struct ArrivalTime {
  int64_t at_s = 0;
  bool is_told = false;  // else nobody knows when
};

struct Taken {
  int64_t tainted = 0;
  ArrivalTime since;       // of the earliest tainted money that may be in it; of no meaning without any
  bool left_some = false;  // whether the pool still holds anything, tainted or not
  size_t used_up = 0;      // arrivals
};

// How many of `part` satang, taken out of `whole`, are of its `tainted` ones: by the largest remainder, which of two parts is to
// the nearest, a half to the clean. 0 <= part, tainted <= whole; whole > 0. Then neither side is overdrawn.
inline int64_t TaintedShare(int64_t part, int64_t tainted, int64_t whole) noexcept {
  if (tainted == 0 || tainted == whole) return tainted == 0 ? 0 : part;
  const auto divisor = static_cast<uint64_t>(whole);
  uint64_t product = 0, share = 0, rest = 0;
  if (!__builtin_mul_overflow(static_cast<uint64_t>(part), static_cast<uint64_t>(tainted), &product)) [[likely]] {
    share = product / divisor;
    rest = product % divisor;
  } else {  // a division of 128 bits costs ten times as much
    __extension__ using Wide = unsigned __int128;
    const Wide wide = static_cast<Wide>(part) * static_cast<Wide>(tainted);
    share = static_cast<uint64_t>(wide / divisor);
    rest = static_cast<uint64_t>(wide % divisor);
  }
  return static_cast<int64_t>(share + (rest > divisor - rest ? 1 : 0));
}

class ProRataPools {
 public:
  ProRataPools(size_t nodes, size_t /*arrivals_max*/) : pools_(nodes) {}

  void Put(uint32_t node, int64_t amount, int64_t tainted, ArrivalTime time) noexcept {
    Pool& pool = pools_[node];
    if (pool.tainted == 0) pool.since = time;
    pool.tainted += tainted;
    pool.known += amount;
  }
  Taken Take(uint32_t node, int64_t amount) noexcept {
    Pool& pool = pools_[node];
    if (pool.known == 0) return {};
    const int64_t part = std::min(amount, pool.known);
    const int64_t tainted = TaintedShare(part, pool.tainted, pool.known);
    pool.tainted -= tainted;
    pool.known -= part;
    return {tainted, pool.since, pool.known > 0, 0};
  }

 private:
  struct Pool {
    int64_t known = 0, tainted = 0;
    ArrivalTime since;  // of the last arrival that found nothing tainted
  };
  std::vector<Pool> pools_;
};

class FifoPools {
 public:
  FifoPools(size_t nodes, size_t arrivals_max) : queues_(nodes) { arrivals_.reserve(arrivals_max); }

  void Put(uint32_t node, int64_t amount, int64_t tainted, ArrivalTime time) {
    const auto added = static_cast<uint32_t>(arrivals_.size());
    arrivals_.push_back({amount, tainted, time.at_s, kNone, time.is_told});
    Queue& queue = queues_[node];
    (queue.first == kNone ? queue.first : arrivals_[queue.last].next) = added;
    queue.last = added;
  }
  Taken Take(uint32_t node, int64_t amount) noexcept {
    Queue& queue = queues_[node];
    Taken taken;
    while (amount > 0 && queue.first != kNone) {
      Arrival& arrival = arrivals_[queue.first];
      const int64_t part = std::min(amount, arrival.left);
      const int64_t tainted = TaintedShare(part, arrival.tainted, arrival.left);
      if (taken.tainted == 0 && tainted > 0) taken.since = {arrival.at_s, arrival.is_told};
      taken.tainted += tainted;
      amount -= part;
      arrival.tainted -= tainted;
      arrival.left -= part;
      if (arrival.left > 0) break;
      queue.first = arrival.next;
      ++taken.used_up;
    }
    taken.left_some = queue.first != kNone;
    return taken;
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Arrival {
    int64_t left, tainted;
    int64_t at_s;
    uint32_t next;
    bool is_told;
  };
  struct Queue {
    uint32_t first = kNone, last = kNone;
  };
  std::vector<Queue> queues_;
  std::vector<Arrival> arrivals_;  // each is put once and used up once, so all taking together is linear
};

}  // namespace cybercheck::cases
