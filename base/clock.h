// SPDX-License-Identifier: Apache-2.0
// Time as a parameter. Wall time is unix milliseconds; observation times in records are unix seconds.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace cybercheck::base {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowMs() const = 0;
  int64_t NowS() const { return NowMs() / 1000; }
};

class SystemClock final : public Clock {
 public:
  int64_t NowMs() const override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(int64_t now_ms) : now_ms_(now_ms) {}
  int64_t NowMs() const override { return now_ms_.load(std::memory_order_relaxed); }
  void Set(int64_t now_ms) { now_ms_.store(now_ms, std::memory_order_relaxed); }
  void Advance(int64_t by_ms) { now_ms_.fetch_add(by_ms, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> now_ms_;
};

}  // namespace cybercheck::base
