// SPDX-License-Identifier: Apache-2.0
// Report entries into a Sequencer, one report an entry, many on their way at a time. Each is named by what it says, so a report
// that was entered before is answered with its stored outcome. Used by one thread; replies arrive on the Sequencer's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/sequencer.h"

namespace cybercheck::ingest {

class ReportSubmitter {
 public:
  // Where a report stood, to tell what became of it.
  struct Row {
    uint64_t number = 0, line = 0;
    std::string text;
  };
  struct Refusal {
    Row row;
    std::string reason;  // "changed": the same number was entered before with another content; or the projection's code
  };
  struct Totals {
    uint64_t imported = 0, merged = 0, refused = 0;
  };

  // `sequencer` must outlive it.
  ReportSubmitter(store::Sequencer& sequencer, size_t in_flight_max);
  ~ReportSubmitter();  // waits for the replies under way
  ReportSubmitter(const ReportSubmitter&) = delete;
  ReportSubmitter& operator=(const ReportSubmitter&) = delete;

  // Waits while too many are on their way. Errors: the first an entry was answered with (kStorageFull, kUnavailable …); all later
  // calls repeat it.
  base::Result<void> Submit(event::Draft draft, Row row);
  // Waits for all replies.
  base::Result<void> Finish();

  std::vector<Refusal> TakeRefusals();  // since it was last asked
  Totals totals() const;

 private:
  struct Flight;
  struct Waiting;
  void Send(Waiting waiting);
  base::Result<void> WaitUntil(size_t in_flight_max);

  store::Sequencer& sequencer_;
  const size_t in_flight_max_;
  std::shared_ptr<Flight> flight_;
};

}  // namespace cybercheck::ingest
