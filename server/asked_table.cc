// SPDX-License-Identifier: Apache-2.0
#include "server/asked_table.h"

#include <algorithm>
#include <bit>

namespace cybercheck::server {
namespace {

// From 1, so that no slot in use is 0.
uint64_t MinuteOf(int64_t now_ns) { return (static_cast<uint64_t>(now_ns / 60'000'000'000) + 1) & 0xffffff; }

}  // namespace

AskedTable::AskedTable(size_t slots, int64_t minutes_max)
    : mask_(std::bit_ceil(std::max<size_t>(slots / 8, 2)) - 1),
      minutes_max_(static_cast<uint64_t>(minutes_max)),
      buckets_(std::make_unique<Bucket[]>(mask_ + 1)) {}

bool AskedTable::Has(uint64_t hash, int64_t now_ns) const noexcept {
  const uint64_t minute = MinuteOf(now_ns);
  for (const size_t bucket : {First(hash), Second(hash)}) {
    for (const auto& slot : buckets_[bucket].slots) {
      const uint64_t held = slot.load(std::memory_order_relaxed);
      if (Tag(held) == Tag(hash) && IsFresh(held, minute)) return true;
    }
  }
  return false;
}

void AskedTable::Put(uint64_t hash, int64_t now_ns) noexcept {
  const uint64_t minute = MinuteOf(now_ns);
  std::atomic<uint64_t>* oldest = nullptr;
  uint64_t oldest_age = 0;
  for (const size_t bucket : {First(hash), Second(hash)}) {
    for (auto& slot : buckets_[bucket].slots) {
      const uint64_t held = slot.load(std::memory_order_relaxed);
      const bool same = held != 0 && Tag(held) == Tag(hash);
      const uint64_t age = held == 0 || same ? UINT64_MAX : (minute - held) & 0xffffff;
      if (oldest != nullptr && age <= oldest_age && !same) continue;
      oldest = &slot;
      oldest_age = age;
      if (same) break;
    }
    if (oldest_age == UINT64_MAX) break;
  }
  oldest->store(Tag(hash) | minute, std::memory_order_relaxed);
}

}  // namespace cybercheck::server
