// SPDX-License-Identifier: Apache-2.0
#include "cases/appeal_book.h"

#include <algorithm>

#include "cases/appeal_row.h"
#include "cases/bangkok_calendar.h"
#include "cases/figure_rows.h"
#include "cases/row_text.h"
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
  TRY(tables.appeals_due.Delete(txn, AppealDueKey(row.due_s, seq)));
  const FigureKey figure{Figure::kAppealsDecided, MonthOf(row.decided_s), HoursBetween(row.opened_s, row.decided_s)};
  FigureChanges figures;
  figures.Add(figure, row.state == AppealState::kUpheld ? kUpheldCount : kClearedCount);
  if (row.decided_s > row.due_s) figures.Add(figure, kLateCount);
  return figures.Write(tables, txn);
}

base::Result<void> MoveAppeal(uint64_t seq, const event::Header& header, AppealState to, const Tables& tables,
                              store::WriteTxn& txn) {
  const std::string key = AppealKey(seq);
  ASSIGN_OR_RETURN(const auto bytes, tables.appeals.Get(txn, key));
  if (!bytes) return BadRow("open_appeals");
  ASSIGN_OR_RETURN(AppealRow row, DecodeAppealRow(*bytes));
  Tell(row, true, *tables.tallied);
  row.state = to;
  if (to == AppealState::kInReview) {
    row.in_review_s = header.time_ms / 1000;
    row.reviewer = header.actor;
  } else {
    row.decided_s = header.time_ms / 1000;
    row.decider = header.actor;
  }
  Tell(row, false, *tables.tallied);
  std::string value;
  EncodeAppealRow(row, value);
  TRY(tables.appeals.Put(txn, key, value));
  return row.IsDecided() ? CloseAppeal(seq, row, tables, txn) : base::Result<void>();
}

// Of an indicator; none where nobody appeals.
base::Result<std::vector<uint64_t>> OpenAppeals(std::string_view key, const Tables& tables, const store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto bytes, tables.open_appeals.Get(txn, key));
  return bytes ? DecodeOpenAppeals(*bytes) : std::vector<uint64_t>();
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
  TRY(tables.appeals.Append(txn, AppealKey(entry.header.seq), value));
  const indicator::KeyBytes key = indicator::IndexKey(row.key);
  ASSIGN_OR_RETURN(std::vector<uint64_t> open_ones, OpenAppeals(KeyOf(key), tables, txn));
  open_ones.push_back(entry.header.seq);
  TRY(tables.open_appeals.Put(txn, KeyOf(key), EncodeOpenAppeals(open_ones)));
  TRY(tables.appeals_due.Put(txn, AppealDueKey(row.due_s, entry.header.seq), {}));
  FigureChanges figures;
  figures.Add({Figure::kAppealsOpened, MonthOf(row.opened_s), 0}, kOpenedCount);
  return figures.Write(tables, txn);
}

base::Result<void> BookAppealMove(const event::Entry& entry, const event::AppealMove& move, const Tables& tables,
                                  store::WriteTxn& txn) {
  const indicator::KeyBytes key = indicator::IndexKey(move.key);
  ASSIGN_OR_RETURN(const std::vector<uint64_t> open_ones, OpenAppeals(KeyOf(key), tables, txn));
  if (open_ones.empty() || open_ones.front() != move.appeal) return {};
  for (const uint64_t seq : open_ones) TRY(MoveAppeal(seq, entry.header, move.to, tables, txn));
  if (move.to != AppealState::kInReview) TRY(tables.open_appeals.Delete(txn, KeyOf(key)));
  return {};
}

}  // namespace cybercheck::cases
