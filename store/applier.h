// SPDX-License-Identifier: Apache-2.0
// Puts one entry into the log and the tables, inside a write transaction that somebody else begins and commits. Used by the
// Sequencer for new entries and by replay for old ones, so both do the same. One thread at a time.
//
//   Draft -> known id? stored outcome : header (seq, prev) -> append -> Decide (owner) -> Observe (all) -> outcome
#pragma once

#include <map>
#include <set>
#include <vector>

#include "store/log.h"
#include "store/meta.h"
#include "store/projection.h"
#include "store/sequencer.h"

namespace cybercheck::store {

inline constexpr TableId kOutcomesTable{"outcomes", 3};
inline constexpr TableId kCountsTable{"counts", 4};

class Applier {
 public:
  // Opens the tables in a transaction of its own. `projections` must outlive the Applier. Errors: kNewerVersion, kDamaged, kIo.
  static base::Result<Applier> Open(Environment& environment, std::vector<Projection*> projections);

  // A new entry, or the stored outcome of one already known.
  // Errors: kConflict (nothing changed); any other leaves the transaction to be aborted.
  base::Result<Sequencer::Reply> Submit(const event::Draft& draft, WriteTxn& txn);
  // An entry as another log has it: same header, body perhaps redacted. It must be the next.
  base::Result<event::Outcome> Replay(const event::Entry& entry, WriteTxn& txn);
  // Last in a transaction: counts of all tables as they now are; readers' filters.
  base::Result<void> BeforeCommit(WriteTxn& txn);
  void Committed();
  void Aborted();  // back to what was committed last

  uint64_t committed_seq() const { return committed_seq_; }

 private:
  Applier(Environment& environment, std::vector<Projection*> projections) : environment_(&environment), projections_(std::move(projections)) {}
  base::Result<std::optional<Sequencer::Reply>> Known(const event::Draft& draft, WriteTxn& txn);
  base::Result<event::Outcome> Apply(const event::Entry& entry, WriteTxn& txn);
  base::Result<void> NameInMeta(WriteTxn& txn, const Table& table);
  base::Result<event::Outcome> Redact(const event::Entry& entry, WriteTxn& txn);

  Environment* environment_;
  std::vector<Projection*> projections_;
  std::map<event::EntryType, Projection*> owners_;
  Table meta_, outcomes_, counts_;
  std::set<uint16_t> named_;  // tables whose number stands in meta
  std::optional<Log> log_;
  uint64_t seq_ = 0, committed_seq_ = 0;
  base::Digest hash_{}, committed_hash_{};
};

}  // namespace cybercheck::store
