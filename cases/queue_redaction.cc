// SPDX-License-Identifier: Apache-2.0
#include "cases/queue_redaction.h"

#include <set>
#include <vector>

#include "cases/account_decisions.h"
#include "cases/queue_book.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using indicator::KeyBytes;
using Keys = std::set<KeyBytes>;

bool ConcernsQueue(EntryType type) {
  return type == EntryType::kReportSubmit || type == EntryType::kFeedObserved || type == EntryType::kReviewDecide ||
         type == EntryType::kReviewUndo || type == EntryType::kAppealMove || type == EntryType::kReportWithdraw;
}

// What the entry named; nothing when its body is not laid out as its type's is, and it was refused.
Keys KeysOf(const Entry& target) {
  Keys keys;
  if (target.header.type == EntryType::kFeedObserved) {
    const auto feed = event::DecodeFeedObserved(*target.body);
    if (feed.has_error()) return keys;
    for (const event::FeedRow& row : feed->rows) keys.insert(indicator::IndexKey(row.key));
  } else if (target.header.type == EntryType::kReportSubmit) {
    const auto submit = event::DecodeReportSubmit(*target.body);
    if (submit.has_error()) return keys;
    for (const event::Report& report : submit->reports)
      for (const event::ReportIndicator& indicator : report.indicators) keys.insert(indicator::IndexKey(indicator.key));
  }
  return keys;
}

base::Result<void> TakeAway(const Keys& keys, const Tables& tables, store::WriteTxn& txn) {
  std::vector<std::string> gone;
  {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.queue));
    ASSIGN_OR_RETURN(auto row, cursor.First());
    while (row) {
      ASSIGN_OR_RETURN(const QueueRow queued, DecodeQueueRow(row->value));
      if (keys.contains(indicator::IndexKey(queued.key))) gone.emplace_back(row->key);
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
  }
  for (const std::string& key : gone) TRY(tables.queue.Delete(txn, key));
  for (const KeyBytes& key : keys) TRY(tables.places.Delete(txn, KeyOf(key)));
  return {};
}

}  // namespace

base::Result<void> RedactQueue(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
  ASSIGN_OR_RETURN(const auto target, tables.log->Read(txn, redact.seq));
  if (!target || !target->body) return {};
  const Keys keys = KeysOf(*target);
  if (keys.empty()) return {};
  TRY(TakeAway(keys, tables, txn));

  const QueueBook::Scope scope = [&keys](const KeyBytes& key) { return keys.contains(key); };
  QueueBook book(tables, txn, &scope);
  AccountDecisions decisions(tables, txn, &scope);
  for (const KeyBytes& key : keys) TRY(decisions.Forget(key));
  for (uint64_t seq = 1; seq < entry.header.seq; ++seq) {
    if (seq == redact.seq) continue;
    ASSIGN_OR_RETURN(const auto past, tables.log->Read(txn, seq));
    if (!past || !past->body || !ConcernsQueue(past->header.type)) continue;
    ASSIGN_OR_RETURN(const event::Outcome outcome, tables.outcomes.Of(past->header, txn));
    if (!outcome.accepted) continue;
    TRY(book.Apply(*past, outcome));
    TRY(decisions.Apply(*past, outcome));
  }
  return {};
}

}  // namespace cybercheck::cases
