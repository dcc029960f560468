// SPDX-License-Identifier: Apache-2.0
#include "base/epoch.h"

#include <algorithm>

#include "base/check.h"

namespace cybercheck::base {

EpochDomain::~EpochDomain() { CHECK(Reclaim() == 0); }

void EpochDomain::Retire(std::function<void()> free) {
  {
    const std::lock_guard lock(mutex_);
    // Readers that enter from now on carry a later epoch, and can only see the replacement.
    retired_.push_back({epoch_.fetch_add(1, std::memory_order_seq_cst), std::move(free)});
  }
  Reclaim();
}

size_t EpochDomain::Reclaim() {
  std::vector<Retired> ready;
  size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    uint64_t oldest = epoch_.load(std::memory_order_seq_cst);
    for (const Slot& slot : slots_)
      if (const uint64_t entered = slot.entered.load(std::memory_order_seq_cst); entered != 0) oldest = std::min(oldest, entered);
    const auto still_seen = std::partition(retired_.begin(), retired_.end(), [&](const Retired& r) { return r.epoch >= oldest; });
    std::move(still_seen, retired_.end(), std::back_inserter(ready));
    retired_.erase(still_seen, retired_.end());
    waiting = retired_.size();
  }
  for (Retired& retired : ready) retired.free();
  return waiting;
}

EpochReader::EpochReader(EpochDomain& domain) : domain_(&domain), slot_(nullptr) {
  for (EpochDomain::Slot& slot : domain.slots_) {
    bool free = false;
    if (slot.taken.compare_exchange_strong(free, true)) {
      slot_ = &slot;
      break;
    }
  }
  CHECK(slot_ != nullptr);
}

EpochReader::~EpochReader() { slot_->taken.store(false); }

}  // namespace cybercheck::base
