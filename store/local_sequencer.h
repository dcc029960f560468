// SPDX-License-Identifier: Apache-2.0
// The default Sequencer: one applier thread in this process. It takes what has been submitted, appends, decides and applies it in
// order, in one LMDB commit (group commit), then answers all of them.
//
//   Submit -> queue (bounded) -> applier: [append, Decide, Observe]* -> BeforeCommit -> commit -> Committed -> Done, each
//
// A batch ends after 5 ms of work or 256 entries; bulk entries alternate with interactive ones. Storage full: the batch is undone
// and its entries answered kStorageFull; the next batch is tried as it comes. kIo from a commit: every waiting entry is answered
// kUnavailable and `fatal` is called (the server exits and comes back through the open check).
#pragma once

#include <memory>

#include "base/clock.h"
#include "store/projection.h"
#include "store/sequencer.h"

namespace cybercheck::store {

struct LocalSequencerOptions {
  size_t queue_entries_max = 4096;
  size_t batch_entries_max = 256;
  int64_t batch_apply_ms_max = 5;
  std::function<void(const base::Error&)> fatal;  // empty: ends the process with exit status 74
};

class LocalSequencer final : public Sequencer {
 public:
  // Opens the log and the projections (in this order of registration). All pointers must outlive the Sequencer.
  // Errors: kNewerVersion (an entry type or version it does not know), kDamaged, kIo.
  static base::Result<std::unique_ptr<LocalSequencer>> Open(Environment& environment, std::vector<Projection*> projections,
                                                            LocalSequencerOptions options);
  ~LocalSequencer() override;  // answers what is queued, then stops

  void Submit(event::Draft draft, Priority priority, Done done) override;
  base::Result<std::vector<event::Entry>> ReadFrom(uint64_t seq, size_t count) override;
  bool WaitFor(uint64_t seq, int64_t timeout_ms) override;
  uint64_t applied_seq() const override;

  struct Stats {
    uint64_t entries = 0, batches = 0, refused = 0, replayed = 0, storage_full = 0;
    size_t queued = 0;
  };
  Stats stats() const;

 private:
  struct State;
  explicit LocalSequencer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::store
