// SPDX-License-Identifier: Apache-2.0
// Rows into feed_observed entries, entries into a Sequencer, several on their way at a time.
//
// The id of an entry is a digest of its source and rows, so the same rows in the same order are the same commands: submitted
// again, the Sequencer answers with the stored outcome and nothing changes. Because batches are cut by row count and size alone,
// an import that was interrupted resumes by being run again. Used by one thread; replies arrive on the Sequencer's.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "event/feed_observed.h"
#include "store/sequencer.h"

namespace cybercheck::ingest {

class FeedSubmitter {
 public:
  struct Totals {
    uint64_t imported = 0;  // the source had not named the key before
    uint64_t merged = 0;    // it had; or the whole entry was known
    uint64_t entries = 0, entries_replayed = 0;
    std::map<std::string, uint64_t, std::less<>> refused;  // rows of entries that were refused, by its code
  };

  // `sequencer` and `clock` must outlive it. `in_flight_max` entries are on their way at most.
  FeedSubmitter(store::Sequencer& sequencer, const base::Clock& clock, std::string source, uint8_t source_class,
                size_t in_flight_max);
  ~FeedSubmitter();  // waits for the replies under way
  FeedSubmitter(const FeedSubmitter&) = delete;
  FeedSubmitter& operator=(const FeedSubmitter&) = delete;

  // Takes the row out of `row`. Errors: the first an entry was answered with (kStorageFull, kUnavailable, …); all later calls
  // repeat it.
  base::Result<void> Add(event::FeedRow& row);
  // Submits what is left and waits for all replies.
  base::Result<void> Finish();

  // Waits for all replies and submits nothing more. Rows not submitted yet: rows_waiting().
  base::Result<void> Stop() { return WaitUntil(0); }
  size_t rows_waiting() const { return batch_.rows.size(); }

  // Replies so far.
  Totals totals() const;

 private:
  struct Flight;
  struct Waiting;
  base::Result<void> Submit();
  void Send(event::Draft draft, uint64_t rows);
  base::Result<void> WaitUntil(size_t in_flight_max);

  store::Sequencer& sequencer_;
  const base::Clock& clock_;
  event::FeedObserved batch_;
  size_t batch_bytes_ = 0;
  const size_t in_flight_max_;
  std::shared_ptr<Flight> flight_;
};

// The id of the entry that carries `feed`: SHA-256 over "feed", its source and every member of every row, lengths included.
event::EntryId FeedEntryId(const event::FeedObserved& feed);

}  // namespace cybercheck::ingest
