// SPDX-License-Identifier: Apache-2.0
// A data directory that holds the first `count` synthetic indicators, loaded the way feeds are: feed_observed entries of up to 1,000 rows
// through the Sequencer, log, evidence and all. Loading again goes on where it stopped, and costs nothing once done.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace cybercheck::bench {

struct LoadReport {
  uint64_t entries = 0, replayed = 0;
  double seconds = 0;
};

// Shows its progress on standard error. Errors: those of the data directory and the Sequencer.
base::Result<LoadReport> LoadSynthetic(const std::string& directory, uint64_t count);

}  // namespace cybercheck::bench
