// SPDX-License-Identifier: Apache-2.0
#include "server/rate_table.h"

#include <algorithm>
#include <bit>

namespace cybercheck::server {
namespace {

RateTable::State StateOf(int64_t tat_ns, const Rate& rate, uint64_t cost, int64_t now_ns, int64_t& next_ns) {
  const int64_t interval_ns = rate.interval_ns(), tolerance_ns = interval_ns * static_cast<int64_t>(rate.quota);
  const int64_t base_ns = std::max(tat_ns, now_ns);
  next_ns = base_ns + static_cast<int64_t>(std::min(cost, rate.quota)) * interval_ns;
  RateTable::State state;
  state.wait_ns = std::max<int64_t>(0, next_ns - now_ns - tolerance_ns);
  state.allowed = state.wait_ns == 0;
  const int64_t used_ns = (state.allowed ? next_ns : base_ns) - now_ns;
  state.remaining = used_ns >= tolerance_ns ? 0 : static_cast<uint64_t>((tolerance_ns - used_ns) / interval_ns);
  state.reset_ns = used_ns;
  return state;
}

}  // namespace

RateTable::RateTable(size_t slots)
    : mask_(std::bit_ceil(std::max<size_t>(slots / 4, 2)) - 1), buckets_(std::make_unique<Bucket[]>(mask_ + 1)) {}

const RateTable::Slot* RateTable::Find(uint64_t key) const noexcept {
  for (const size_t bucket : {First(key), Second(key)})
    for (const Slot& slot : buckets_[bucket].slots)
      if (slot.key.load(std::memory_order_acquire) == key) return &slot;
  return nullptr;
}

RateTable::Slot& RateTable::FindOrReplace(uint64_t key) noexcept {
  while (true) {
    if (const Slot* found = Find(key)) return const_cast<Slot&>(*found);
    Slot* oldest = nullptr;
    uint64_t old_key = 0;
    int64_t oldest_ns = INT64_MAX;
    for (const size_t bucket : {First(key), Second(key)}) {
      for (Slot& slot : buckets_[bucket].slots) {
        const uint64_t held = slot.key.load(std::memory_order_acquire);
        const int64_t tat_ns = held == 0 ? INT64_MIN : slot.tat_ns.load(std::memory_order_relaxed);
        if (oldest != nullptr && tat_ns >= oldest_ns) continue;
        oldest = &slot;
        old_key = held;
        oldest_ns = tat_ns;
      }
    }
    // The arrival time that is found there is the old key's and lies in the past, or is the best that is left.
    if (oldest->key.compare_exchange_strong(old_key, key, std::memory_order_acq_rel)) {
      oldest->tat_ns.store(INT64_MIN / 2, std::memory_order_relaxed);
      return *oldest;
    }
  }
}

RateTable::State RateTable::Look(uint64_t key, const Rate& rate, uint64_t cost, int64_t now_ns) const noexcept {
  if (rate.quota == 0) return {};
  const Slot* slot = Find(std::max<uint64_t>(key, 1));
  int64_t next_ns = 0;
  return StateOf(slot == nullptr ? now_ns : slot->tat_ns.load(std::memory_order_relaxed), rate, cost, now_ns, next_ns);
}

RateTable::State RateTable::Take(uint64_t key, const Rate& rate, uint64_t cost, int64_t now_ns) noexcept {
  if (rate.quota == 0) return {};
  Slot& slot = FindOrReplace(std::max<uint64_t>(key, 1));
  int64_t tat_ns = slot.tat_ns.load(std::memory_order_relaxed);
  while (true) {
    int64_t next_ns = 0;
    const State state = StateOf(tat_ns, rate, cost, now_ns, next_ns);
    if (!state.allowed || slot.tat_ns.compare_exchange_weak(tat_ns, next_ns, std::memory_order_relaxed)) return state;
  }
}

}  // namespace cybercheck::server
