// SPDX-License-Identifier: Apache-2.0
// Ends the process when its stop takes too long, or when it is asked again. What a stop waits for at the end are disks and
// whoever reads the request log, and neither promises a time. What was acknowledged is durable by then, and an entry that was not
// is told by its key: to end here loses what a loss of power would, nothing.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "server/signals.h"

namespace cybercheck::server {

class StopGuard {
 public:
  // `signals` must outlive it.
  StopGuard(const Signals& signals, int64_t ms_max);
  ~StopGuard();  // the stop came to its end
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;

  // From now on a signal that asks for the end ends the process: nobody else waits for one any more.
  void ObeySignals();

 private:
  void Run(int64_t ms_max);

  const Signals& signals_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool obeys_ = false, done_ = false;
  std::thread thread_;
};

}  // namespace cybercheck::server
