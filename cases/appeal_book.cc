// SPDX-License-Identifier: Apache-2.0
#include "cases/appeal_book.h"

#include <algorithm>

#include "cases/appeal_row.h"
#include "cases/bangkok_calendar.h"
#include "cases/figure_rows.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {
namespace {

using event::AppealState;

constexpr size_t kOpenedCount = 0;
constexpr size_t kUpheldCount = 0, kClearedCount = 1, kLateCount = 2;

void Tell(const AppealRow& row, bool out, TallyChanges& tallies) {
  const uint32_t day = DayOf(row.opened_s);
  std::string group{static_cast<char>(row.state), static_cast<char>(row.ground)};
  tallies.Add(Tally::kAppeals, day, group, {1, row.IsDecided() && row.decided_s > row.due_s ? 1u : 0u}, out);
  if (!row.IsDecided()) return;
  base::AppendBe<2>(std::min<uint32_t>(HoursBetween(row.opened_s, row.decided_s), UINT16_MAX), group);
  tallies.Add(Tally::kHoursOfAppeals, day, std::move(group), {1}, out);
}

base::Result<void> CloseAppeal(uint64_t seq, const AppealRow& row, const Tables& tables, store::WriteTxn& txn) {
  const indicator::KeyBytes key = indicator::IndexKey(row.key);
  ASSIGN_OR_RETURN(const auto open, tables.open_appeals.Get(txn, KeyOf(key)));
  if (open && *open == AppealKey(seq)) TRY(tables.open_appeals.Delete(txn, KeyOf(key)));
  TRY(tables.appeals_due.Delete(txn, AppealDueKey(row.due_s, seq)));
  const FigureKey figure{Figure::kAppealsDecided, MonthOf(row.decided_s), HoursBetween(row.opened_s, row.decided_s)};
  FigureChanges figures;
  figures.Add(figure, row.state == AppealState::kUpheld ? kUpheldCount : kClearedCount);
  if (row.decided_s > row.due_s) figures.Add(figure, kLateCount);
  return figures.Write(tables, txn);
}

}  // namespace

base::Result<void> BookAppeal(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const event::AppealOpen open, event::DecodeAppealOpen(*entry.body));
  AppealRow row;
  row.ground = open.ground;
  row.channel = open.channel;
  row.opened_s = entry.header.time_ms / 1000;
  row.due_s = open.due_s;
  row.subject = open.sealed ? open.sealed->subject : 0;
  row.key = open.key;
  Tell(row, false, *tables.tallied);
  std::string value;
  EncodeAppealRow(row, value);
  const std::string seq = AppealKey(entry.header.seq);
  TRY(tables.appeals.Append(txn, seq, value));
  TRY(tables.open_appeals.Put(txn, KeyOf(indicator::IndexKey(row.key)), seq));
  TRY(tables.appeals_due.Put(txn, AppealDueKey(row.due_s, entry.header.seq), {}));
  FigureChanges figures;
  figures.Add({Figure::kAppealsOpened, MonthOf(row.opened_s), 0}, kOpenedCount);
  return figures.Write(tables, txn);
}

base::Result<void> BookAppealMove(const event::Entry& entry, const event::AppealMove& move, const Tables& tables,
                                  store::WriteTxn& txn) {
  const std::string key = AppealKey(move.appeal);
  ASSIGN_OR_RETURN(const auto bytes, tables.appeals.Get(txn, key));
  if (!bytes) return {};
  ASSIGN_OR_RETURN(AppealRow row, DecodeAppealRow(*bytes));
  if (row.IsDecided()) return {};
  Tell(row, true, *tables.tallied);
  const int64_t now_s = entry.header.time_ms / 1000;
  row.state = move.to;
  if (move.to == AppealState::kInReview) {
    row.in_review_s = now_s;
    row.reviewer = entry.header.actor;
  } else {
    row.decided_s = now_s;
    row.decider = entry.header.actor;
  }
  Tell(row, false, *tables.tallied);
  std::string value;
  EncodeAppealRow(row, value);
  TRY(tables.appeals.Put(txn, key, value));
  return row.IsDecided() ? CloseAppeal(move.appeal, row, tables, txn) : base::Result<void>();
}

}  // namespace cybercheck::cases
