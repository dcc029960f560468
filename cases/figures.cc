// SPDX-License-Identifier: Apache-2.0
#include "cases/figures.h"

#include <functional>
#include <map>

#include "cases/appeal_row.h"
#include "cases/figure_rows.h"
#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {
namespace {

using Histogram = std::map<uint32_t, uint64_t>;  // hours -> decisions

base::Result<void> WalkFigure(const Tables& tables, const store::ReadTxn& txn, Figure figure, uint32_t from, uint32_t to,
                              const std::function<void(const FigureKey&, const FigureCounts&)>& each) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.figures));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(EncodeFigureKey({figure, from, 0})));
  while (row) {
    ASSIGN_OR_RETURN(const FigureKey key, DecodeFigureKey(row->key));
    if (key.figure != figure || key.period > to) break;
    ASSIGN_OR_RETURN(const FigureCounts counts, DecodeFigureCounts(row->value));
    each(key, counts);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

// Hours of the decision that has `before` shorter ones.
uint32_t HoursAt(const Histogram& histogram, uint64_t before) {
  for (const auto& [hours, count] : histogram) {
    if (before < count) return hours;
    before -= count;
  }
  return 0;
}

std::optional<double> MedianDays(const Histogram& histogram) {
  uint64_t count = 0;
  for (const auto& [hours, decisions] : histogram) count += decisions;
  if (count == 0) return std::nullopt;
  const uint64_t both = uint64_t{HoursAt(histogram, (count - 1) / 2)} + HoursAt(histogram, count / 2);
  return static_cast<double>(both) / 48;
}

base::Result<uint64_t> CountOverdue(const Tables& tables, const store::ReadTxn& txn, int64_t now_s) {
  uint64_t overdue = 0;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.appeals_due));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    if (row->key.size() != 16) return BadRow("appeals_due");
    if (static_cast<int64_t>(event::U64At(row->key, 0)) >= now_s) break;
    ++overdue;
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return overdue;
}

}  // namespace

base::Result<AppealCounts> CountAppeals(const Tables& tables, const store::ReadTxn& txn, int64_t now_s) {
  AppealCounts counts;
  ASSIGN_OR_RETURN(counts.open, tables.appeals_due.Count(txn));
  ASSIGN_OR_RETURN(counts.overdue, CountOverdue(tables, txn, now_s));
  return counts;
}

base::Result<AppealFigures> ReadAppealFigures(const Tables& tables, const store::ReadTxn& txn, int64_t now_s) {
  AppealFigures figures;
  ASSIGN_OR_RETURN(figures.open, tables.appeals_due.Count(txn));
  ASSIGN_OR_RETURN(figures.overdue, CountOverdue(tables, txn, now_s));
  std::map<uint32_t, AppealFigures::Period> months;
  std::map<uint32_t, Histogram> taken;
  Histogram taken_all;
  TRY(WalkFigure(tables, txn, Figure::kAppealsOpened, 0, UINT32_MAX, [&](const FigureKey& key, const FigureCounts& counts) {
    months[key.period].opened += counts[0];
    figures.all.opened += counts[0];
  }));
  TRY(WalkFigure(tables, txn, Figure::kAppealsDecided, 0, UINT32_MAX, [&](const FigureKey& key, const FigureCounts& counts) {
    for (AppealFigures::Period* period : {&months[key.period], &figures.all}) {
      period->upheld += counts[0];
      period->cleared += counts[1];
      period->late += counts[2];
    }
    taken[key.period][key.part] += counts[0] + counts[1];
    taken_all[key.part] += counts[0] + counts[1];
  }));
  figures.all.median_days = MedianDays(taken_all);
  for (auto& [month, period] : months) {
    period.month = month;
    period.median_days = MedianDays(taken[month]);
    figures.months.push_back(period);
  }
  return figures;
}

base::Result<std::vector<ReportsOfDay>> ReadReportFigures(const Tables& tables, const store::ReadTxn& txn, uint32_t from_day,
                                                          uint32_t to_day) {
  std::vector<ReportsOfDay> days;
  TRY(WalkFigure(tables, txn, Figure::kReportsByDay, from_day, to_day, [&](const FigureKey& key, const FigureCounts& counts) {
    days.push_back({key.period, static_cast<event::Channel>(key.part), counts[0], counts[1]});
  }));
  return days;
}

}  // namespace cybercheck::cases
