// SPDX-License-Identifier: Apache-2.0
// Requests to have a held account back: asked -> in_review -> released | kept.
#include <string>

#include "base/error.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_store.h"
#include "cases/figure_rows.h"
#include "cases/hold_book.h"
#include "cases/hold_store.h"
#include "cases/release_row.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using event::Entry;
using event::HoldState;
using event::Outcome;
using event::ReleaseState;

constexpr size_t kOpenReleasesMax = 20;  // of one hold: whoever knows its id may ask
constexpr size_t kReleasedCount = 0, kKeptCount = 1;

Outcome Refused(const Entry& entry, ErrorCode code) {
  return {entry.header.seq, false, std::string(base::Describe(code).name), {}};
}
Outcome BadBody(const Entry& entry) { return {entry.header.seq, false, "bad_body", {}}; }
Outcome Accepted(const Entry& entry) { return {entry.header.seq, true, {}, "{}"}; }

int64_t TimeOf(const Entry& entry) { return entry.header.time_ms / 1000; }

base::Result<size_t> CountOpen(const event::HoldRef& hold, const Tables& tables, store::WriteTxn& txn) {
  size_t count = 0;
  const std::string prefix = MoneyRefKey(hold);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.open_releases));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    ++count;
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return count;
}

// What is held or frozen is free again, if anything still is.
base::Result<void> FreeHold(const event::HoldRef& ref, int64_t now_s, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto before, ReadHold(tables, txn, ref));
  if (!before || before->IsOver()) return {};
  HoldRow after = *before;
  after.state = HoldState::kReleased;
  after.held_satang = after.frozen_satang = 0;
  after.until_s = 0;
  after.ended_s = now_s;
  if (before->of.seq == 0) return PutHold(ref, &*before, after, nullptr, nullptr, tables, txn);
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, before->of));
  if (!row) return base::Fail(ErrorCode::kDamaged, "the case of a hold is missing");
  TRY(PutHold(ref, &*before, after, &*row, &*row, tables, txn));
  return WriteCase(before->of, *row, tables, txn);
}

base::Result<void> Decided(uint64_t seq, const ReleaseRow& row, const Tables& tables, store::WriteTxn& txn) {
  TRY(tables.open_releases.Delete(txn, OpenReleaseKey(row.hold, seq)));
  FigureChanges figures;
  figures.Add({Figure::kReleasesDecided, MonthOf(row.decided_s), HoursBetween(row.asked_s, row.decided_s)},
              row.state == ReleaseState::kReleased ? kReleasedCount : kKeptCount);
  TRY(figures.Write(tables, txn));
  return row.state == ReleaseState::kReleased ? FreeHold(row.hold, row.decided_s, tables, txn) : base::Result<void>();
}

}  // namespace

base::Result<Outcome> DecideReleaseAsk(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto ask = event::DecodeReleaseAsk(*entry.body);
  if (ask.has_error()) return BadBody(entry);
  ASSIGN_OR_RETURN(const auto hold, ReadHold(tables, txn, ask->hold));
  if (!hold) return Refused(entry, ErrorCode::kNotFound);
  if (hold->IsOver()) return Refused(entry, ErrorCode::kWrongState);
  ASSIGN_OR_RETURN(const size_t open, CountOpen(ask->hold, tables, txn));
  if (open >= kOpenReleasesMax) return Refused(entry, ErrorCode::kTooManyItems);
  ReleaseRow row;
  row.hold = ask->hold;
  row.asked_s = TimeOf(entry);
  row.subject = ask->sealed ? ask->sealed->subject : 0;
  std::string value;
  EncodeReleaseRow(row, value);
  TRY(tables.releases.Append(txn, ReleaseKey(entry.header.seq), value));
  TRY(tables.open_releases.Put(txn, OpenReleaseKey(row.hold, entry.header.seq), {}));
  FigureChanges figures;
  figures.Add({Figure::kReleasesAsked, MonthOf(row.asked_s), 0}, 0);
  TRY(figures.Write(tables, txn));
  return Accepted(entry);
}

base::Result<Outcome> DecideReleaseMove(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto move = event::DecodeReleaseMove(*entry.body);
  if (move.has_error()) return BadBody(entry);
  ASSIGN_OR_RETURN(const auto bytes, tables.releases.Get(txn, ReleaseKey(move->ask)));
  if (!bytes) return Refused(entry, ErrorCode::kNotFound);
  ASSIGN_OR_RETURN(ReleaseRow row, DecodeReleaseRow(*bytes));
  if (row.IsDecided()) return Refused(entry, ErrorCode::kWrongState);
  row.state = move->to;
  (move->to == ReleaseState::kInReview ? row.in_review_s : row.decided_s) = TimeOf(entry);
  (move->to == ReleaseState::kInReview ? row.reviewer : row.decider) = entry.header.actor;
  std::string value;
  EncodeReleaseRow(row, value);
  TRY(tables.releases.Put(txn, ReleaseKey(move->ask), value));
  if (row.IsDecided()) TRY(Decided(move->ask, row, tables, txn));
  return Accepted(entry);
}

}  // namespace cybercheck::cases
