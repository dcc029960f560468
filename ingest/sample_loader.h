// SPDX-License-Identifier: Apache-2.0
// Sample entries into a Sequencer, with many on their way at a time. Used by one thread; replies arrive on the Sequencer's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "ingest/sample_stream.h"
#include "store/sequencer.h"

namespace cybercheck::ingest {

struct SampleReport {
  uint64_t cases = 0, complaints = 0;
  uint64_t entries = 0;                     // answered
  uint64_t entries_known = 0;               // of these, that had been entered before
  uint64_t joined = 0;                      // complaints that opened no case of their own
  std::map<std::string, uint64_t> refused;  // entries, by type and code ("hold_answer: wrong_state")
  bool stopped = false;
};

// Asked after every entry; false stops the load.
using SampleProgress = std::function<bool(const SampleReport&)>;

// Errors: the first an entry was answered with (kStorageFull, kUnavailable, …). `report` is filled as far as it came; run again,
// the load goes on where it was.
base::Result<void> LoadSample(SampleStream& stream, store::Sequencer& sequencer, const SampleProgress& progress,
                              SampleReport& report);

}  // namespace cybercheck::ingest
