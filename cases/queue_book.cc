// SPDX-License-Identifier: Apache-2.0
#include "cases/queue_book.h"

#include <algorithm>
#include <optional>

#include "base/hex.h"
#include "cases/outcome_result.h"
#include "cases/row_text.h"
#include "event/appeal.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"
#include "event/review.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using event::Outcome;
using indicator::KeyBytes;

constexpr char kClearedBefore = 'c';

int64_t TimeOf(const Entry& entry) { return entry.header.time_ms / 1000; }

bool Holds(const std::vector<uint16_t>& rows, uint16_t row) { return std::binary_search(rows.begin(), rows.end(), row); }

// The account a report names, under which its other indicators are grouped.
KeyBytes AccountOf(const event::Report& report) {
  for (const event::ReportIndicator& indicator : report.indicators)
    if (indicator.key.kind == indicator::Kind::kAccount) return indicator::IndexKey(indicator.key);
  return {};
}

}  // namespace

base::Result<void> QueueBook::Apply(const Entry& entry, const Outcome& outcome) {
  switch (entry.header.type) {
    case EntryType::kReportSubmit: {
      ASSIGN_OR_RETURN(const event::ReportSubmit submit, event::DecodeReportSubmit(*entry.body));
      return ApplyReports(entry, outcome, submit);
    }
    case EntryType::kFeedObserved:
      return ApplyFeed(entry, outcome);
    case EntryType::kReportWithdraw:
      return ApplyWithdrawal(outcome);
    case EntryType::kReviewDecide:
      return ApplyReview(entry, outcome);
    case EntryType::kReviewUndo:
      return ApplyUndo(entry, outcome);
    case EntryType::kAppealMove:
      return ApplyAppealMove(entry, outcome);
    default:
      return {};
  }
}

base::Result<void> QueueBook::ApplyReports(const Entry& entry, const Outcome& outcome, const event::ReportSubmit& submit) {
  ASSIGN_OR_RETURN(const SubmitResult result, ReadSubmitResult(outcome.result));
  ASSIGN_OR_RETURN(const bool any_places, AnyPlaces());
  if (result.queued.empty() && !any_places) return {};
  const int64_t now_s = TimeOf(entry);
  uint16_t number = 0, report_number = 0;
  for (const event::Report& report : submit.reports) {
    const KeyBytes account = AccountOf(report);
    for (const event::ReportIndicator& indicator : report.indicators) {
      const uint16_t row = number++;
      const bool queued = Holds(result.queued, row);
      if (!queued && !(any_places && indicator.counts)) continue;
      const KeyBytes key = indicator::IndexKey(indicator.key);
      if (!InScope(key)) continue;
      if (!queued) {
        TRY(MoreCame(key, now_s));
        continue;
      }
      const bool cleared = row < result.before.size() && result.before[row] == kClearedBefore;
      QueueRow entered{cleared ? QueueWhy::kRequeued : QueueWhy::kNew, now_s, report_number, {}, {}, indicator.key};
      static_cast<void>(base::HexDecode(report.text_digest, entered.text));
      if (key != account) entered.beside = account;
      TRY(Enter(key, {entry.header.seq, row}, std::move(entered)));
    }
    ++report_number;
  }
  return {};
}

base::Result<void> QueueBook::ApplyFeed(const Entry& entry, const Outcome& outcome) {
  ASSIGN_OR_RETURN(const std::vector<uint16_t> requeued, ReadRequeued(outcome.result));
  if (requeued.empty()) return {};
  ASSIGN_OR_RETURN(const event::FeedObserved feed, event::DecodeFeedObserved(*entry.body));
  for (const uint16_t row : requeued) {
    if (row >= feed.rows.size()) continue;
    const indicator::Key& named = feed.rows[row].key;
    const KeyBytes key = indicator::IndexKey(named);
    if (InScope(key)) TRY(Enter(key, {entry.header.seq, row}, {QueueWhy::kRequeued, TimeOf(entry), 0, {}, {}, named}));
  }
  return {};
}

base::Result<void> QueueBook::ApplyWithdrawal(const Outcome& outcome) {
  ASSIGN_OR_RETURN(const std::vector<QueuePlace> left, ReadPlacesLeft(outcome.result));
  for (const QueuePlace place : left) {
    ASSIGN_OR_RETURN(const auto bytes, tables_.queue.Get(txn_, QueueKey(place)));
    if (!bytes) continue;
    ASSIGN_OR_RETURN(const QueueRow row, DecodeQueueRow(*bytes));
    const KeyBytes key = indicator::IndexKey(row.key);
    // What one officer has decided still waits for the other.
    if (row.why != QueueWhy::kSecondNeeded && InScope(key)) TRY(Forget(key, place));
  }
  return {};
}

base::Result<void> QueueBook::ApplyReview(const Entry& entry, const Outcome& outcome) {
  ASSIGN_OR_RETURN(const event::ReviewDecide decide, event::DecodeReviewDecide(*entry.body));
  ASSIGN_OR_RETURN(const std::vector<ReviewedItem> results, ReadReviewResult(outcome.result));
  const int64_t now_s = TimeOf(entry);
  for (size_t i = 0; i < decide.items.size() && i < results.size(); ++i) {
    const indicator::Key& key = decide.items[i].key;
    const KeyBytes index_key = indicator::IndexKey(key);
    if (!InScope(index_key)) continue;
    const QueuePlace here{entry.header.seq, static_cast<uint16_t>(i)};
    if (results[i].code == "second_needed")
      TRY(Mark(key, results[i].left, here, QueueWhy::kSecondNeeded, now_s));
    else if (!results[i].code.empty())
      continue;
    else if (decide.decision == event::ReviewDecision::kNeedsMore)
      TRY(Mark(key, results[i].left, here, QueueWhy::kNeedsMore, now_s));
    else
      TRY(Forget(index_key, results[i].left));
  }
  return {};
}

base::Result<void> QueueBook::ApplyUndo(const Entry& entry, const Outcome& outcome) {
  ASSIGN_OR_RETURN(const event::ReviewUndo undo, event::DecodeReviewUndo(*entry.body));
  if (!InScope(indicator::IndexKey(undo.key))) return {};
  ASSIGN_OR_RETURN(const QueuePlace place, ReadPlace(outcome.result));
  return Mark(undo.key, place, {entry.header.seq, 0}, QueueWhy::kUndone, TimeOf(entry));
}

base::Result<void> QueueBook::ApplyAppealMove(const Entry& entry, const Outcome& outcome) {
  ASSIGN_OR_RETURN(const event::AppealMove move, event::DecodeAppealMove(*entry.body));
  const KeyBytes key = indicator::IndexKey(move.key);
  if (move.to != event::AppealState::kCleared || !InScope(key)) return {};
  ASSIGN_OR_RETURN(const QueuePlace place, ReadPlace(outcome.result));
  return Forget(key, place);
}

base::Result<bool> QueueBook::AnyPlaces() const {
  ASSIGN_OR_RETURN(const uint64_t count, tables_.places.Count(txn_));
  return count != 0;
}

base::Result<QueuePlace> QueueBook::PlaceOf(const KeyBytes& key) const {
  ASSIGN_OR_RETURN(const auto bytes, tables_.places.Get(txn_, KeyOf(key)));
  if (!bytes) return QueuePlace();
  return DecodeQueuePlace(*bytes);
}

base::Result<std::optional<QueueRow>> QueueBook::RowAt(const KeyBytes& key, QueuePlace place) const {
  if (place.seq == 0) return std::optional<QueueRow>();
  ASSIGN_OR_RETURN(const auto bytes, tables_.queue.Get(txn_, QueueKey(place)));
  if (!bytes) return std::optional<QueueRow>();
  ASSIGN_OR_RETURN(QueueRow row, DecodeQueueRow(*bytes));
  if (indicator::IndexKey(row.key) != key) return std::optional<QueueRow>();
  return std::optional<QueueRow>(std::move(row));
}

base::Result<void> QueueBook::PutRow(QueuePlace place, const QueueRow& row) {
  EncodeQueueRow(row, buffer_);
  return tables_.queue.Put(txn_, QueueKey(place), buffer_);
}

base::Result<void> QueueBook::Enter(const KeyBytes& key, QueuePlace place, QueueRow row) {
  ASSIGN_OR_RETURN(const QueuePlace before, PlaceOf(key));
  if (before.seq != 0) {
    ASSIGN_OR_RETURN(const auto stood, RowAt(key, before));
    if (stood && stood->why == QueueWhy::kNeedsMore) row.why = QueueWhy::kMoreCame;
    if (stood && stood->why == QueueWhy::kSecondNeeded) row.why = QueueWhy::kSecondNeeded;
    TRY(Forget(key, before));
  }
  return PutRow(place, row);
}

base::Result<void> QueueBook::MoreCame(const KeyBytes& key, int64_t now_s) {
  ASSIGN_OR_RETURN(const QueuePlace place, PlaceOf(key));
  ASSIGN_OR_RETURN(auto row, RowAt(key, place));
  if (!row || row->why != QueueWhy::kNeedsMore) return {};
  row->why = QueueWhy::kMoreCame;
  row->since_s = now_s;
  return PutRow(place, *row);
}

base::Result<void> QueueBook::Mark(const indicator::Key& key, QueuePlace place, QueuePlace otherwise, QueueWhy why,
                                   int64_t now_s) {
  const KeyBytes index_key = indicator::IndexKey(key);
  ASSIGN_OR_RETURN(auto row, RowAt(index_key, place));
  if (!row) {
    ASSIGN_OR_RETURN(place, PlaceOf(index_key));
    ASSIGN_OR_RETURN(row, RowAt(index_key, place));
  }
  if (!row) {
    place = otherwise;
    row = QueueRow{why, now_s, 0, {}, {}, key};
  }
  row->why = why;
  row->since_s = now_s;
  TRY(PutRow(place, *row));
  return tables_.places.Put(txn_, KeyOf(index_key), QueueKey(place));
}

base::Result<void> QueueBook::Forget(const KeyBytes& key, QueuePlace place) {
  ASSIGN_OR_RETURN(const QueuePlace other, PlaceOf(key));
  for (const QueuePlace at : {place, other}) {
    ASSIGN_OR_RETURN(const auto row, RowAt(key, at));
    if (row) TRY(tables_.queue.Delete(txn_, QueueKey(at)));
  }
  if (other.seq != 0) TRY(tables_.places.Delete(txn_, KeyOf(key)));
  return {};
}

}  // namespace cybercheck::cases
