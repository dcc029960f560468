// SPDX-License-Identifier: Apache-2.0
// Walks everything that is stored and says whether it still is what was written: checksums, key order, look-up of what the walk
// finds, counts, and the log's chain. Reads in short transactions, so a server goes on beside it and the file does not grow.
#pragma once

#include <string>
#include <vector>

#include "store/log_verify.h"

namespace cybercheck::store {

struct ScrubReport {
  uint64_t tables = 0, rows = 0, bytes = 0;
  std::vector<std::string> problems;  // at most kScrubProblemsMax; empty: all is well
};
inline constexpr size_t kScrubProblemsMax = 100;

// `rows_per_s_max` 0: as fast as it goes. Errors: kIo. Damage is in the report, not an error.
base::Result<ScrubReport> Scrub(Environment& environment, uint64_t rows_per_s_max = 0, const Progress& progress = {});

}  // namespace cybercheck::store
