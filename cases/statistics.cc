// SPDX-License-Identifier: Apache-2.0
#include "cases/statistics.h"

#include <algorithm>
#include <map>

#include "cases/case_life.h"
#include "cases/case_scan.h"
#include "cases/figure_rows.h"
#include "cases/row_text.h"
#include "cases/tally_rows.h"
#include "cases/tally_tables.h"
#include "event/case_work.h"

namespace cybercheck::cases {
namespace {

// The counters of the same days.
base::Result<bool> Reconciles(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question,
                              const CaseSums& totals) {
  uint64_t count = 0, damage = 0, unknown = 0;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.figures));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(EncodeFigureKey({Figure::kCasesByDay, question.from, 0})));
  while (row) {
    ASSIGN_OR_RETURN(const FigureKey key, DecodeFigureKey(row->key));
    if (key.figure != Figure::kCasesByDay || key.period > question.to) break;
    ASSIGN_OR_RETURN(const FigureCounts counts, DecodeFigureCounts(row->value));
    count += counts[0];
    damage += counts[1];
    unknown += counts[2];
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return count == totals.count && damage == static_cast<uint64_t>(totals.damage_satang) && unknown == totals.damage_unknown;
}

base::Result<bool> VictimsReconcile(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question,
                                    const CaseSums& totals) {
  uint64_t count = 0;
  TRY(WalkTallyTotals(tables, txn, Tally::kVictims, question.from, question.to,
                      [&](uint32_t, const TallyValues& values) -> base::Result<void> {
                        count += values[0];
                        return {};
                      }));
  return count == totals.count;
}

enum class Counted : uint8_t { kCases, kVictims };

// Where cases fall: those of the period by their groups, then those of the period before it likewise, then what does not count.
struct Layout {
  std::vector<CaseAxis> axes;
  CasePlaces places;
  uint32_t groups = 1;
  uint32_t first = 0;  // the first day that is read
  bool has_before = false;

  uint32_t nowhere() const noexcept { return has_before ? 2 * groups : groups; }
};

base::Result<Layout> LayOut(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  Layout layout;
  size_t groups = 1;
  for (const CaseDimension dimension : question.by) {
    ASSIGN_OR_RETURN(CaseAxis axis, AxisOf(dimension, question, tables, txn));
    groups *= std::max<size_t>(axis.names.size(), 1);
    layout.axes.push_back(std::move(axis));
  }
  constexpr size_t kGroupsMax = 1 << 22;
  static_assert(2 * kGroupsMax < CasePlaces::kPlacesMax);
  if (groups > kGroupsMax) return base::Fail(base::ErrorCode::kBadRequest, "too many rows: ask for fewer days");
  layout.groups = static_cast<uint32_t>(groups);
  const auto first_before = FirstDayBefore(question.from, question.to);
  layout.has_before = first_before.has_value();
  layout.first = std::max<uint32_t>(first_before.value_or(question.from), 1);

  uint32_t stride = 1;
  for (auto axis = layout.axes.rbegin(); axis != layout.axes.rend(); ++axis) {
    std::vector<uint32_t> moves = axis->group_of;
    for (uint32_t& move : moves) move *= stride;
    layout.places.Move(axis->column, std::move(moves));
    stride *= static_cast<uint32_t>(std::max<size_t>(axis->names.size(), 1));
  }
  std::vector<uint32_t> by_state(event::kCaseStateCount, 0);
  for (size_t i = 0; i < by_state.size(); ++i)
    if (!IsCounted(static_cast<event::CaseState>(i))) by_state[i] = CasePlaces::kNowhere;
  layout.places.Move(CaseColumn::kState, std::move(by_state));
  if (question.verified) {
    std::vector<uint32_t> by_flags(kFlagsEnd, 0);
    for (size_t flags = 0; flags < by_flags.size(); ++flags)
      if (((flags & kFlagVerified) != 0) != *question.verified) by_flags[flags] = CasePlaces::kNowhere;
    layout.places.Move(CaseColumn::kFlags, std::move(by_flags));
  }
  std::vector<uint32_t> by_day(UINT16_MAX + size_t{1}, CasePlaces::kNowhere);
  for (size_t day = layout.first; day <= question.to && day < by_day.size(); ++day)
    by_day[day] = day < question.from ? layout.groups : 0;
  layout.places.Move(ColumnOf(question.date), std::move(by_day), /*at_ends=*/true);
  return layout;
}

base::Result<PlaceSums> SumUp(Counted what, const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question,
                              const Layout& layout) {
  CaseScan scan{.places = layout.places,
                .nowhere = layout.nowhere(),
                .days = ColumnOf(question.date),
                .any = {layout.first, question.to},
                .all = {question.from, question.to},
                .columns = {CaseColumn::kState, CaseColumn::kDamage},
                .holds = question.holds && what == Counted::kCases,
                .victims = what == Counted::kVictims};
  if (question.verified) scan.flags = {kFlagVerified, *question.verified ? kFlagVerified : uint8_t{0}};
  if (scan.holds)
    scan.columns.insert(scan.columns.end(),
                        {CaseColumn::kRequested, CaseColumn::kHeld, CaseColumn::kFrozen, CaseColumn::kReturned});
  for (const CaseAxis& axis : layout.axes) scan.columns.push_back(axis.column);
  return SumCases(tables, txn, scan);
}

base::Result<CaseFigures> Count(Counted what, const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  ASSIGN_OR_RETURN(Layout layout, LayOut(tables, txn, question));
  ASSIGN_OR_RETURN(const PlaceSums sums, SumUp(what, tables, txn, question, layout));
  CaseFigures figures;
  figures.days = question.to - question.from + 1;
  if (layout.has_before) figures.before.emplace();
  const bool by_period = std::any_of(question.by.begin(), question.by.end(), IsPeriod);
  const bool shows_all = std::all_of(question.by.begin(), question.by.end(), ShowsAll);
  figures.rows.reserve(shows_all ? layout.groups : sums.FilledAtMost(layout.nowhere()));
  for (uint32_t group = 0; group < layout.groups; ++group) {
    const CaseSums of_group = sums.Of(group);
    CasesBefore before;
    if (layout.has_before) {
      const CaseSums sums_before = sums.Of(layout.groups + group);
      before = {sums_before.count, sums_before.damage_satang};
      figures.before->count += before.count;
      figures.before->damage_satang += before.damage_satang;
    }
    if (of_group.count == 0 && (before.count == 0 || by_period) && !shows_all) continue;
    figures.totals.Add(of_group);
    CaseFigures::Row& row = figures.rows.emplace_back(CaseFigures::Row{{}, of_group, before});
    uint32_t rest = group;
    for (size_t axis = layout.axes.size(); axis-- > 0;) {
      const auto names = static_cast<uint32_t>(layout.axes[axis].names.size());
      row.groups[axis] = rest % names;
      rest /= names;
    }
  }
  for (CaseAxis& axis : layout.axes) figures.names.push_back(std::move(axis.names));
  if (question.date == CaseDate::kReported && !question.verified) {
    ASSIGN_OR_RETURN(figures.reconciles, what == Counted::kCases ? Reconciles(tables, txn, question, figures.totals)
                                                                 : VictimsReconcile(tables, txn, question, figures.totals));
  }
  return figures;
}

// How long cases had been in the states that they left on those days; states that only were left are shown, too.
base::Result<void> AddDaysInStates(const Tables& tables, const store::ReadTxn& txn, StatisticTable& table) {
  ASSIGN_OR_RETURN(auto spreads, DaysInStates(tables, txn, table.from, table.to));
  const size_t measures = table.measures.size();
  table.measures.push_back({"left", MeasureUnit::kCount});
  table.measures.push_back({"days_median", MeasureUnit::kDays, false, true});
  table.measures.push_back({"days_p90", MeasureUnit::kDays, false});
  std::map<std::string, StatisticTable::Row> standing;
  for (StatisticTable::Row& row : table.rows) standing.emplace(row.parts[0], std::move(row));
  table.rows.clear();
  for (size_t i = 0; i < event::kCaseStateCount; ++i) {
    const std::string name(event::Name(static_cast<event::CaseState>(i)));
    const auto counted = standing.find(name);
    const Spread& left = spreads[static_cast<uint8_t>(i)];
    if (counted == standing.end() && left.count == 0) continue;
    StatisticTable::Row row;
    if (counted != standing.end()) {
      row = std::move(counted->second);
    } else {
      row.parts = {name};
      row.values.assign(measures, 0);
    }
    row.values.insert(row.values.end(), {static_cast<int64_t>(left.count), left.median_halves, left.p90});
    table.rows.push_back(std::move(row));
  }
  return {};
}

}  // namespace

std::vector<std::string> CaseFigures::PartsOf(const Row& row) const {
  std::vector<std::string> parts;
  for (size_t dimension = 0; dimension < names.size(); ++dimension) parts.push_back(PartOf(row, dimension));
  return parts;
}

base::Result<CaseFigures> CountCases(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  return Count(Counted::kCases, tables, txn, question);
}
base::Result<CaseFigures> CountVictims(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  return Count(Counted::kVictims, tables, txn, question);
}

namespace {

// What cases and victims have in common as they are shown; measures are the caller's.
StatisticTable Shown(std::string_view what, const CaseQuestion& question, const CaseFigures& figures, auto&& values) {
  StatisticTable table;
  table.what = what;
  for (const CaseDimension dimension : question.by) {
    table.by.push_back(Name(dimension));
    if (dimension == CaseDimension::kAgeBand) table.bands = question.bands.scheme();
  }
  table.date = Name(question.date);
  table.from = question.from;
  table.to = question.to;
  table.iso_weeks = question.iso_weeks;
  const bool by_period = std::any_of(question.by.begin(), question.by.end(), IsPeriod);
  for (const CaseFigures::Row& row : figures.rows) {
    StatisticTable::Row& shown = table.rows.emplace_back();
    shown.parts = figures.PartsOf(row);
    shown.values = values(row.sums);
    if (by_period || !figures.before) continue;
    shown.count_before = static_cast<int64_t>(row.before.count);
    shown.money_before = row.before.damage_satang;
  }
  table.totals = values(figures.totals);
  if (figures.before) {
    table.count_before = static_cast<int64_t>(figures.before->count);
    table.money_before = figures.before->damage_satang;
  }
  table.reconciles = figures.reconciles;
  return table;
}

}  // namespace

base::Result<StatisticTable> CaseTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  ASSIGN_OR_RETURN(const CaseFigures figures, CountCases(tables, txn, question));
  StatisticTable table = Shown("cases", question, figures, [&question](const CaseSums& sums) {
    std::vector<std::optional<int64_t>> values = {static_cast<int64_t>(sums.count), sums.damage_satang,
                                                  static_cast<int64_t>(sums.damage_unknown), sums.largest_satang};
    if (question.holds)
      values.insert(values.end(), {sums.requested_satang, sums.held_satang, sums.frozen_satang, sums.returned_satang});
    return values;
  });
  table.measures = {{"count", MeasureUnit::kCount},
                    {"damage_satang", MeasureUnit::kSatang},
                    {"damage_unknown", MeasureUnit::kCount},
                    {"largest_satang", MeasureUnit::kSatang, false}};
  if (question.holds)
    for (const std::string_view name : {"requested_satang", "held_satang", "frozen_satang", "returned_satang"})
      table.measures.push_back({name, MeasureUnit::kSatang});
  table.money = 1;
  if (question.by.size() == 1 && question.by[0] == CaseDimension::kState) TRY(AddDaysInStates(tables, txn, table));
  table.Complete();
  return table;
}

base::Result<StatisticTable> VictimTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  ASSIGN_OR_RETURN(const CaseFigures figures, CountVictims(tables, txn, question));
  StatisticTable table = Shown("victims", question, figures, [](const CaseSums& sums) {
    return std::vector<std::optional<int64_t>>{static_cast<int64_t>(sums.count), sums.damage_satang};
  });
  table.measures = {{"count", MeasureUnit::kCount}, {"damage_satang", MeasureUnit::kSatang}};
  table.money = 1;
  table.Complete();
  return table;
}

}  // namespace cybercheck::cases
