// SPDX-License-Identifier: Apache-2.0
// What another policy would change: every record judged under both. Of each record alone, as verdicts on hosts and merges follow
// from those. Reads `records` in snapshots of 100,000 rows, beside whatever else runs; no thread of its own.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "lookup/policy.h"
#include "lookup/register.h"
#include "store/environment.h"

namespace cybercheck::lookup {

struct VerdictMoves {
  // [from][to], by wire::Verdict.
  std::array<std::array<uint64_t, kVerdictCount>, kVerdictCount> counts{};
  uint64_t records() const noexcept;
  uint64_t moved() const noexcept;
  // From here on somebody should look before it is put in force: more than one record in a hundred.
  bool is_much() const noexcept { return moved() * 100 > records(); }
};

// `progress(done, total)` is called between snapshots; false stops it (kUnavailable). Errors: kDamaged, kIo.
base::Result<VerdictMoves> WhatIf(store::Environment& environment, const Policy& now, const Policy& then,
                                  const Register& official, int64_t now_s,
                                  const std::function<bool(uint64_t done, uint64_t total)>& progress);

}  // namespace cybercheck::lookup
