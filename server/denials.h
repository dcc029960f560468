// SPDX-License-Identifier: Apache-2.0
// Requests that were turned away from addresses which need a role, as the access log tells of them. Whoever has a token is
// recorded every time: their own rate bounds it. Whoever has none is recorded at most sixty times a minute together, and counted
// beyond that, so that nobody can fill a disk from outside. Thread-safe.
#pragma once

#include "server/metrics.h"
#include "server/rate_table.h"
#include "store/access_log.h"

namespace cybercheck::server {

class Denials {
 public:
  // `log` must outlive it.
  explicit Denials(store::AccessLog& log) : log_(log), rate_(8) {}

  // Does not wait: the answer tells nothing that the record must precede.
  void Record(store::Access access, bool has_token, int64_t now_ns, WorkerMetrics& metrics);

 private:
  static constexpr Rate kWithoutToken{.quota = 60, .window_ns = 60'000'000'000};
  store::AccessLog& log_;
  RateTable rate_;
};

}  // namespace cybercheck::server
