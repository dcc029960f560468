// SPDX-License-Identifier: Apache-2.0
// Keeps the review queue: what each accepted entry does to tables `queue` and `places`. Lookup decides who enters and leaves;
// here stands what waits, why and since when.
//
//   first evidence ──> new ─┬─ list, clear, compromised, merge, appeal cleared ──> gone ── undo ──> undone
//                         │  all reports withdrawn
//   on a clear ──> requeued ┴─ needs_more ──> needs_more ── next report ──> more_came
//
// (A feed's row is no answer to needs_more: most feeds say the same every day.)
//
// One entry after another on the applier's thread. Errors are the storage's, and kDamaged where a row is missing.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cases/queue_row.h"
#include "cases/tables.h"
#include "event/entry.h"
#include "event/report_submit.h"

namespace cybercheck::cases {

class QueueBook {
 public:
  // Only these indicators are kept, out of the order of the log: for making the queue again after a redaction.
  using Scope = std::function<bool(const indicator::KeyBytes&)>;
  QueueBook(const Tables& tables, store::WriteTxn& txn, const Scope* scope = nullptr)
      : tables_(tables), txn_(txn), scope_(scope) {}

  // An accepted entry with its body. Types that leave the queue alone are passed over.
  base::Result<void> Apply(const event::Entry& entry, const event::Outcome& outcome);
  // The same for a report_submit, decoded.
  base::Result<void> ApplyReports(const event::Entry& entry, const event::Outcome& outcome, const event::ReportSubmit& submit);
  // The indicator leaves, wherever it stands.
  base::Result<void> Forget(const indicator::KeyBytes& key, QueuePlace place);

 private:
  base::Result<void> ApplyFeed(const event::Entry& entry, const event::Outcome& outcome);
  base::Result<void> ApplyWithdrawal(const event::Outcome& outcome);
  base::Result<void> ApplyReview(const event::Entry& entry, const event::Outcome& outcome);
  base::Result<void> ApplyUndo(const event::Entry& entry, const event::Outcome& outcome);
  base::Result<void> ApplyAppealMove(const event::Entry& entry, const event::Outcome& outcome);

  bool InScope(const indicator::KeyBytes& key) const { return scope_ == nullptr || (*scope_)(key); }
  base::Result<bool> AnyPlaces() const;
  base::Result<QueuePlace> PlaceOf(const indicator::KeyBytes& key) const;
  // The row at `place`, if it is this indicator's.
  base::Result<std::optional<QueueRow>> RowAt(const indicator::KeyBytes& key, QueuePlace place) const;
  base::Result<void> Enter(const indicator::KeyBytes& key, QueuePlace place, QueueRow row);
  base::Result<void> MoreCame(const indicator::KeyBytes& key, int64_t now_s);
  // Marks the indicator's row, at `place` or where `places` says; without one it enters at `otherwise`.
  base::Result<void> Mark(const indicator::Key& key, QueuePlace place, QueuePlace otherwise, QueueWhy why, int64_t now_s);
  base::Result<void> PutRow(QueuePlace place, const QueueRow& row);

  const Tables& tables_;
  store::WriteTxn& txn_;
  const Scope* scope_;
  std::string buffer_;
};

}  // namespace cybercheck::cases
