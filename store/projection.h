// SPDX-License-Identifier: Apache-2.0
// A projection: tables that are a function of the log. All members run on the applier's thread, inside its write transaction.
// A projection consults nothing but the entry, its tables and what Open read: no clock, no randomness, no file, no library data.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "event/entry.h"
#include "store/entry_ids.h"
#include "store/environment.h"

namespace cybercheck::store {

class Projection {
 public:
  virtual ~Projection() = default;

  // The entry types this projection decides. No two projections own the same type.
  virtual std::span<const event::EntryType> Owns() const = 0;

  // Of the applier, for those who look entries up by their ids. Called once, before Open.
  virtual void FindsEntriesBy(const std::shared_ptr<const EntryIds>&) {}

  // Opens its tables, creating them where missing, and reads what it keeps in memory. Called once, before anything else.
  virtual base::Result<void> Open(Environment& environment, WriteTxn& txn) = 0;

  // Owner only, first: accepts or refuses, and writes what its own decision implies. It refuses before it writes.
  // An Error is a fault of storage and stops the applier; whatever an entry says that cannot be taken, a body that is not of its
  // type's layout too (bad_body), is a refusal: an Outcome.
  virtual base::Result<event::Outcome> Decide(const event::Entry& entry, WriteTxn& txn) = 0;

  // All projections, accepted entries only, in the order of registration.
  virtual base::Result<void> Observe(const event::Entry& entry, const event::Outcome& outcome, WriteTxn& txn) = 0;

  // Before the body of a past entry is removed for good: a code when it must stay, for what others were answered rests on it, and
  // a replay without it would answer otherwise; "" when it may go. Not asked in a replay, where it is gone from the start.
  virtual base::Result<std::string_view> WhyBodyStays(const event::Entry& /*target*/, WriteTxn& /*txn*/) {
    return std::string_view();
  }

  // Before the commit that makes the batch visible: what readers must see no later than the data (filter bits), and rows that
  // many entries of a batch change, written once.
  virtual base::Result<void> BeforeCommit(WriteTxn& /*txn*/) { return {}; }
  // After the commit succeeded (publish snapshots), or failed (forget what the batch put into memory).
  virtual void Committed() {}
  virtual void Aborted() {}
};

}  // namespace cybercheck::store
