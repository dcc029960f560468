// SPDX-License-Identifier: Apache-2.0
// Entries that a submitter has on their way through a Sequencer: how many, the first error, and those that came back because the
// Sequencer's queue was full, which are sent again. One thread submits and waits; replies arrive on the Sequencer's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "store/sequencer.h"

namespace cybercheck::ingest {

// `Kept` is what is needed to send an entry again and to tell what became of it.
template <class Kept>
class EntriesUnderWay {
 public:
  // Around every access to what the submitter counts replies in.
  std::mutex& mutex() const { return mutex_; }

  void Begin() {
    const std::lock_guard lock(mutex_);
    ++in_flight_;
  }

  // A reply came. `count(reply, kept)` is called under the lock with those that are neither an error nor to be sent again, and
  // may return an error of its own.
  template <class Count>
  void End(const base::Result<store::Sequencer::Reply>& reply, Kept&& kept, Count count) {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    if (reply.has_error() && reply.error().code == base::ErrorCode::kOverloaded) {
      again_.push_back(std::move(kept));
    } else if (const base::Result<void> counted = count(reply, std::move(kept)); counted.has_error() && !error_) {
      error_ = counted.error();
    }
    changed_.notify_all();
  }

  // Until at most `in_flight_max` are on their way and none is to be sent again; `send(kept)` sends one. Errors: the first there
  // was, for ever; kOverloaded after a minute in which the queue stayed full.
  template <class Send>
  base::Result<void> WaitUntil(size_t in_flight_max, Send send) {
    int tries = 0;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return in_flight_ <= in_flight_max; });
      if (error_) return *error_;
      if (again_.empty()) return {};
      if (in_flight_ > 0) {  // room is made by our own entries being applied
        changed_.wait(lock, [&] { return in_flight_ == 0; });
        continue;
      }
      if (++tries > kTriesMax) return base::Fail(base::ErrorCode::kOverloaded, "the queue stayed full for a minute");
      std::vector<Kept> again = std::exchange(again_, {});
      lock.unlock();
      // The queue is full of what others sent: nothing tells us when it has room, so it is asked again.
      std::this_thread::sleep_for(std::chrono::milliseconds(kWaitMs));
      for (Kept& kept : again) send(std::move(kept));
      lock.lock();
    }
  }

  // Until no reply is to come any more, whatever it says.
  void WaitForAll() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ == 0; });
  }

 private:
  static constexpr int64_t kWaitMs = 20;  // only while nothing of ours is under way
  static constexpr int kTriesMax = 3000;  // a minute

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  size_t in_flight_ = 0;
  std::optional<base::Error> error_;
  std::vector<Kept> again_;
};

}  // namespace cybercheck::ingest
