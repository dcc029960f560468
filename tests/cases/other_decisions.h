// SPDX-License-Identifier: Apache-2.0
// Stands in for lookup in tests of this room: owns the types that change a verdict, decides them in the simplest way that gives
// outcomes laid out as docs/event_format.md says, and corrects them after a redaction. Keeps all in memory, made from the log at
// Open.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cases/queue_row.h"
#include "event/review.h"
#include "store/outcomes.h"
#include "store/projection.h"

namespace cybercheck::cases {

class OtherDecisions final : public store::Projection {
 public:
  std::span<const event::EntryType> Owns() const override;
  base::Result<void> Open(store::Environment& environment, store::WriteTxn& txn) override;
  base::Result<event::Outcome> Decide(const event::Entry& entry, store::WriteTxn& txn) override;
  base::Result<void> Observe(const event::Entry& entry, const event::Outcome& outcome, store::WriteTxn& txn) override;

 private:
  struct Known {
    QueuePlace queue;
    bool reported = false;  // a review finds what a report named, so that no redaction of a feed changes what was accepted
    bool listed = false, cleared = false;
    uint64_t decided_by = 0;  // number of the entry
    uint64_t appeal = 0;      // open
  };
  // "url:shared…" needs two officers.
  event::Outcome DecideNow(const event::Entry& entry);
  std::string DecideReports(const event::Entry& entry);
  std::string DecideFeed(const event::Entry& entry);
  event::Outcome DecideReview(const event::Entry& entry);
  std::string ItemJson(const event::Entry& entry, const event::ReviewDecide& decide, const indicator::Key& key,
                       std::string& code);

  store::Outcomes outcomes_;
  std::map<indicator::Key, Known> known_;
  std::map<indicator::Key, std::string> proposed_;  // by whom
  std::vector<event::Entry> past_;
};

}  // namespace cybercheck::cases
