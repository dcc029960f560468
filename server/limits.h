// SPDX-License-Identifier: Apache-2.0
// How much one client may ask: rates of requests, and budgets of distinct numbers looked up (docs/http.md lists the defaults).
// Fixed memory whatever the number of clients: nothing here allocates after construction. Thread-safe, lock-free.
//
// Who is counted as what:
//   a token            token                                     its own rate, wherever it is used from
//   an install token   install, and crowd                        its own, and that of all installs behind one address together
//   nobody             address (IPv4, IPv6 /64), and network (/24, /48)
// A request passes when every bucket it falls into has room; only then is it counted in any.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "server/asked_table.h"
#include "server/rate_table.h"
#include "server/request.h"
#include "server/response.h"
#include "server/router.h"

namespace cybercheck::server {

struct Config;

class Limits {
 public:
  explicit Limits(const Config& config);

  struct Admission {
    bool allowed = true;
    int wait_s = 0;        // refused: until it would be allowed
    RateLimitState state;  // of the bucket with the least left
  };
  // Counts a request; `cost` is how many it counts for. `now_ns`: of the clock that never goes back.
  Admission Admit(LimitClass limit, const Caller& caller, uint64_t cost, int64_t now_ns) noexcept;
  // Counts a number (phone, account, PromptPay id) that is looked up, by its id; one that the same client asked about in the last
  // 24 hours is free.
  Admission Ask(const Caller& caller, std::string_view id, int64_t now_ns) noexcept;

  // Tracking codes: whether the caller may try another, and, where it was none, that it was. Whoever guesses pays, not who asks.
  Admission MayTry(const Caller& caller, int64_t now_ns) const noexcept;
  void CountMiss(const Caller& caller, int64_t now_ns) noexcept;

  // Makes `response` the 429 of a refusal: how long to wait, and what needs no asking.
  static void Refuse(const Admission& admission, Response& response);

  size_t bytes() const { return rates_.bytes() + asked_.bytes(); }

 private:
  static constexpr size_t kClasses = 6;   // LimitClass without kNone, then look-ups and wrong codes
  static constexpr size_t kSubjects = 5;  // token, install, crowd, address, network
  static constexpr size_t kLookups = kClasses - 2, kMisses = kClasses - 1;
  struct Bucket {
    uint64_t key;
    size_t subject;
  };
  size_t BucketsOf(size_t of_class, const Caller& caller, std::array<Bucket, 2>& out) const noexcept;
  void Tell(size_t of_class, const Bucket& bucket, const RateTable::State& state, Admission& admission) const noexcept;
  Admission Count(size_t of_class, const std::array<Bucket, 2>& buckets, size_t count, uint64_t cost, int64_t now_ns) noexcept;

  const uint64_t seed_;
  std::array<std::array<Rate, kSubjects>, kClasses> limits_{};
  RateTable rates_;
  AskedTable asked_;
};

}  // namespace cybercheck::server
