// SPDX-License-Identifier: Apache-2.0
// What the server counts: verdicts, kinds, routes, statuses, times; never a value that was asked about. Each I/O thread has a
// WorkerMetrics of its own (only it writes), and a scrape adds them up. Names: docs/http.md.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cybercheck::server {

// Written by one thread, read by any.
class Counter {
 public:
  void Add(uint64_t n = 1) noexcept { value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
  void Subtract(uint64_t n) noexcept { value_.store(value_.load(std::memory_order_relaxed) - n, std::memory_order_relaxed); }
  uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

inline constexpr std::array<int, 20> kCountedStatuses = {200, 201, 204, 304, 400, 401, 403, 404, 405, 408,
                                                         409, 413, 414, 415, 422, 429, 431, 500, 503, 507};
inline constexpr size_t kRoutesCounted = 128;  // the last: no route
inline constexpr size_t kLimitClassesCounted = 5;
inline constexpr size_t kKindsCounted = 9;     // indicator::Kind, 0: refused before a kind was known
inline constexpr size_t kVerdictsCounted = 7;  // wire::Verdict, then "error"
// Upper bounds in microseconds of the time from bytes received to answer ready.
inline constexpr std::array<uint32_t, 12> kTimeBoundsUs = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10000, 100000, 1000000};

struct alignas(64) WorkerMetrics {
  std::array<std::array<Counter, kCountedStatuses.size() + 1>, kRoutesCounted> requests;  // the last column: any other status
  std::array<std::array<Counter, kVerdictsCounted>, kKindsCounted> checks;
  std::array<Counter, kTimeBoundsUs.size() + 1> times;
  Counter time_sum_us;
  Counter refused, overloads, timeouts;               // by the framing policy or a size; for want of room; too slow
  std::array<Counter, kLimitClassesCounted> limited;  // requests over a rate, by LimitClass
  Counter lookups_limited;                            // over the budget of distinct numbers
  Counter denials, denials_unrecorded;                // 401 and 403; those of nobody's that the access log was spared
  Counter connections_opened, connections_open, connections_refused, bytes_in, bytes_out;

  void CountRequest(size_t route, int status) noexcept;
  // `requests` answered together in `total_us`.
  void CountTime(uint64_t requests_answered, uint64_t total_us) noexcept;
};

// One line of the Prometheus text format: help and type are written when the name differs from the one before.
class MetricsText {
 public:
  explicit MetricsText(std::string& out) : out_(out) {}
  // `labels`: `{a="b"}` or empty.
  void Add(std::string_view name, std::string_view type, std::string_view help, std::string_view labels, double value);
  void Declare(std::string_view name, std::string_view type, std::string_view help);
  // A further sample of the same family (histogram buckets).
  void Sample(std::string_view name, std::string_view labels, double value);

 private:
  std::string& out_;
  std::string last_;
};

}  // namespace cybercheck::server
