// SPDX-License-Identifier: Apache-2.0
// How many anonymous tips about one indicator count on one day, of one network and of all together; and how many one network's
// tips about whatever it may be. What is over is still taken and kept for officers; it is only no evidence, and waits in no
// queue. So a flood moves nothing and hides nothing, and nobody is refused for sharing an address with thousands.
//
// Memory is fixed: three tables of buckets of four; in a full bucket the smallest count of the oldest day makes room. Counts are
// of this process; a new one begins with those of the day's tips in the log (ingest/tips_of_today.h). They bound a day's harm,
// the policy bounds what tips can ever bring about. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "indicator/key.h"

namespace cybercheck::ingest {

class TipCaps {
 public:
  struct Limits {
    uint32_t by_network = 5;      // tips of one network about one indicator on one day (UTC+7)
    uint32_t by_indicator = 200;  // tips about one indicator on one day
    uint32_t of_network = 2000;   // indicators of one network's tips on one day
    size_t buckets = 16384;       // of each table: a power of two; 1.5 MiB
  };
  enum class Cap : uint8_t { kNone, kNetwork, kIndicator, kOfNetwork };

  TipCaps() : TipCaps(Limits()) {}
  explicit TipCaps(Limits limits);

  // Counts one tip; kNone: it counts as evidence. `network`: the reporter's voice. `tip`: of which request it is; the same one
  // sent again, right after or at the same time, is counted once. 0: not told.
  Cap Take(std::string_view network, const indicator::KeyBytes& key, int64_t now_s, uint64_t tip = 0);
  // Tips that were over `cap` since the start.
  uint64_t capped(Cap cap) const noexcept { return capped_[static_cast<size_t>(cap)].load(std::memory_order_relaxed); }

 private:
  struct Slot {
    uint64_t print = 0;
    uint32_t day = 0, count = 0;
    uint64_t last_tip = 0;
  };
  static constexpr size_t kBucketSlots = 4;
  Slot& Find(std::vector<Slot>& table, uint64_t print, uint32_t day);
  uint64_t PrintOf(std::string_view network, const indicator::KeyBytes& key) const;

  const Limits limits_;
  const std::array<uint8_t, 16> seed_;
  std::mutex mutex_;  // guards the tables
  std::vector<Slot> networks_, indicators_, of_networks_;
  std::array<std::atomic<uint64_t>, 4> capped_{};
};

}  // namespace cybercheck::ingest
