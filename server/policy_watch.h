// SPDX-License-Identifier: Apache-2.0
// Says how many verdicts a new policy moved. A policy changes every answer at once, so each change is followed by a walk over the
// records under both, on a thread of its own beside whatever else runs; where more than one verdict in a hundred moved, a line of
// alert goes to standard error. Metrics tell the last change's figures.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "lookup/rules.h"
#include "lookup/what_if.h"
#include "store/environment.h"

namespace cybercheck::server {

class PolicyWatch {
 public:
  // Both must outlive it.
  PolicyWatch(store::Environment& data, const base::Clock& clock);
  ~PolicyWatch();  // gives up a walk under way
  PolicyWatch(const PolicyWatch&) = delete;
  PolicyWatch& operator=(const PolicyWatch&) = delete;

  // Any thread; does not wait. Changes that come faster than they are walked are told as one.
  void Changed(const lookup::Policy& before, const lookup::Rules& after);

  struct Figures {
    uint64_t changes = 0;            // walked to their end
    uint64_t moved = 0, judged = 0;  // by the last of them
  };
  Figures figures() const noexcept;

 private:
  struct Change {
    lookup::Policy before;
    lookup::Rules after;
  };
  void Run();
  void Tell(const Change& change);

  store::Environment& data_;
  const base::Clock& clock_;
  std::mutex mutex_;  // guards change_
  std::condition_variable waiting_;
  std::optional<Change> change_;
  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> changes_{0}, moved_{0}, judged_{0};
  std::thread thread_;
};

}  // namespace cybercheck::server
