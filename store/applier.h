// SPDX-License-Identifier: Apache-2.0
// Puts one entry into the log and the tables, inside a write transaction that somebody else begins and commits. Used by the
// Sequencer for new entries and by replay for old ones, so both do the same. One thread at a time.
//
//   Draft -> known id? stored outcome : header (seq, prev) -> append -> Decide (owner) -> Observe (all) -> outcome
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "store/counts.h"
#include "store/log.h"
#include "store/meta.h"
#include "store/outcomes.h"
#include "store/projection.h"
#include "store/sequencer.h"

namespace cybercheck::store {

class Applier {
 public:
  // Opens the tables in a transaction of its own. `projections` must outlive the Applier. Errors: kNewerVersion, kDamaged, kIo.
  static base::Result<Applier> Open(Environment& environment, std::vector<Projection*> projections);

  // A new entry, or the stored outcome of one already known.
  // Errors: kConflict, kNewerVersion, kBadRequest (nothing written: LeftNothing); any other leaves the transaction to be aborted.
  base::Result<Sequencer::Reply> Submit(const event::Draft& draft, WriteTxn& txn);
  // Whether the last Submit wrote nothing.
  bool LeftNothing() const { return !wrote_; }
  // An entry as another log has it: same header, body perhaps redacted. It must be the next.
  base::Result<event::Outcome> Replay(const event::Entry& entry, WriteTxn& txn);
  // Last in a transaction: the head of the log as it now is; readers' filters.
  base::Result<void> BeforeCommit(WriteTxn& txn);
  void Committed();
  void Aborted();  // back to what was committed last

  uint64_t committed_seq() const { return committed_seq_; }

 private:
  explicit Applier(std::vector<Projection*> projections) : projections_(std::move(projections)) {}
  bool IsKnownType(event::EntryType type, uint16_t version, uint32_t rules) const;
  base::Result<std::optional<Sequencer::Reply>> Known(const event::Draft& draft, WriteTxn& txn);
  base::Result<event::Outcome> Apply(const event::Entry& entry, WriteTxn& txn);
  static event::Outcome Blank();  // of an entry whose body is redacted
  base::Result<event::Outcome> Redact(const event::Entry& entry, WriteTxn& txn);

  std::vector<Projection*> projections_;
  std::map<event::EntryType, Projection*> owners_;
  Table meta_;
  Outcomes outcomes_;
  std::shared_ptr<EntryIds> ids_;
  std::optional<Log> log_;
  bool wrote_ = false;
  uint64_t seq_ = 0, committed_seq_ = 0;
  base::Digest hash_{}, committed_hash_{};
};

}  // namespace cybercheck::store
