// SPDX-License-Identifier: Apache-2.0
// Networks of mule accounts, as sample data has them: a pool of accounts in up to five rows, of phones, handles and hosts, that
// many cases share and that changes every few days; after some weeks another network takes its place. A few networks have most of
// the cases. Computed, never stored.
#pragma once

#include <cstdint>
#include <string>

#include "event/money.h"
#include "ingest/sample_random.h"

namespace cybercheck::ingest {

inline constexpr int kSampleRowsMax = 5;

class SampleNetwork {
 public:
  // `number` names it; `age_s` is how long it has been at work.
  SampleNetwork(uint64_t seed, uint32_t number, int64_t age_s)
      : seed_(seed), number_(number), age_days_(static_cast<uint32_t>(age_s / 86400)) {}

  // One that is in use in that row (1 receives from victims). `which` picks among the few that are.
  event::MoneyNode Account(int row, uint32_t which) const;
  event::MoneyNode Promptpay(uint32_t which) const;
  event::MoneyNode Crypto(uint32_t which) const;
  event::MoneyNode Merchant(uint32_t which) const;
  // Numbers for SamplePhone, SampleLine and the like; from far behind those that somebody alone has.
  uint64_t Handle(uint32_t which) const;

 private:
  uint64_t seed_;
  uint32_t number_;
  uint32_t age_days_;
};

class SampleNetworks {
 public:
  // For `cases` cases over `span_s` seconds from `begin_s`.
  SampleNetworks(uint64_t seed, uint32_t cases, int64_t begin_s, int64_t span_s);
  // The one that somebody met at that time.
  SampleNetwork Pick(SampleRandom& random, int64_t at_s) const;

 private:
  uint64_t seed_;
  int64_t begin_s_;
  uint32_t slots_;  // networks at work at a time
};

}  // namespace cybercheck::ingest
