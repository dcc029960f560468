// SPDX-License-Identifier: Apache-2.0
#include "ingest/tip_caps.h"

#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/random.h"
#include "base/sha256.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

std::array<uint8_t, 16> RandomSeed() {
  std::array<uint8_t, 16> seed;
  base::FillRandom(seed);
  return seed;
}

}  // namespace

TipCaps::TipCaps(Limits limits)
    : limits_(limits),
      seed_(RandomSeed()),
      networks_(limits.buckets * kBucketSlots),
      indicators_(limits.buckets * kBucketSlots),
      of_networks_(limits.buckets * kBucketSlots) {
  CHECK(std::has_single_bit(limits.buckets));
}

uint64_t TipCaps::PrintOf(std::string_view network, const indicator::KeyBytes& key) const {
  base::Sha256Stream hash;
  hash.Update(seed_).Update(key).Update(network);
  const base::Digest digest = hash.Finish();
  uint64_t print = 0;
  std::memcpy(&print, digest.data(), sizeof print);
  return print;
}

TipCaps::Slot& TipCaps::Find(std::vector<Slot>& table, uint64_t print, uint32_t day) {
  Slot* const bucket = table.data() + (print & (limits_.buckets - 1)) * kBucketSlots;
  Slot* oldest = bucket;
  for (Slot* slot = bucket; slot != bucket + kBucketSlots; ++slot) {
    if (slot->print == print && slot->day == day) return *slot;
    if (slot->day < oldest->day || (slot->day == oldest->day && slot->count < oldest->count)) oldest = slot;
  }
  *oldest = {print, day, 0, 0};
  return *oldest;
}

TipCaps::Cap TipCaps::Take(std::string_view network, const indicator::KeyBytes& key, int64_t now_s, uint64_t tip) {
  const auto day = static_cast<uint32_t>((now_s + kThailandS) / 86400);
  const uint64_t of_both = PrintOf(network, key), of_indicator = PrintOf({}, key), of_network = PrintOf(network, {});
  Cap cap = Cap::kNone;
  {
    const std::lock_guard lock(mutex_);
    Slot& network_slot = Find(networks_, of_both, day);
    if (tip != 0 && network_slot.last_tip == tip) return Cap::kNone;
    if (network_slot.count >= limits_.by_network) {
      cap = Cap::kNetwork;
    } else if (Slot& whole_slot = Find(of_networks_, of_network, day); whole_slot.count >= limits_.of_network) {
      cap = Cap::kOfNetwork;
    } else {
      ++network_slot.count;
      Slot& indicator_slot = Find(indicators_, of_indicator, day);
      if (indicator_slot.count >= limits_.by_indicator) {
        cap = Cap::kIndicator;
      } else {
        ++indicator_slot.count;
        ++whole_slot.count;
        network_slot.last_tip = tip;
      }
    }
  }
  if (cap != Cap::kNone) capped_[static_cast<size_t>(cap)].fetch_add(1, std::memory_order_relaxed);
  return cap;
}

}  // namespace cybercheck::ingest
