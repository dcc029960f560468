// SPDX-License-Identifier: Apache-2.0
#include "cases/statistics.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <map>

#include "cases/bangkok_calendar.h"
#include "cases/case_columns.h"
#include "cases/case_life.h"
#include "cases/figure_rows.h"
#include "cases/row_text.h"
#include "cases/tally_rows.h"
#include "cases/tally_tables.h"
#include "cases/victim_rows.h"
#include "event/case_work.h"
#include "event/names.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kDimensions[] = {"state", "outcome",  "kind",     "channel", "contact_channel", "case_type",
                                            "sex",   "age_band", "province", "station", "verified",        "victim_kind",
                                            "day",   "week",     "month",    "year",    "fiscal_year"};
constexpr std::string_view kDates[] = {"reported", "occurred", "accepted", "closed"};
constexpr size_t kDayCount = 1 << 16;

CaseColumn ColumnOf(CaseDate date) noexcept {
  constexpr CaseColumn kColumns[] = {CaseColumn::kReportedDay, CaseColumn::kOccurredDay, CaseColumn::kAcceptedDay,
                                     CaseColumn::kClosedDay};
  return kColumns[static_cast<size_t>(date)];
}

// One dimension of a question: the column it reads, and for each of the column's values the group it falls in.
struct Axis {
  CaseColumn column{};
  std::vector<uint32_t> group_of;  // by value
  std::vector<std::string> names;  // by group
};

Axis Named(CaseColumn column, size_t count, auto name_of) {
  Axis axis{column, {}, {}};
  for (size_t i = 0; i < count; ++i) {
    axis.group_of.push_back(static_cast<uint32_t>(i));
    axis.names.emplace_back(name_of(i));
    if (axis.names.back().empty()) axis.names.back() = "unknown";
  }
  return axis;
}

Axis OfFlag(uint8_t flag, std::string_view without, std::string_view with) {
  Axis axis{CaseColumn::kFlags, {}, {std::string(without), std::string(with)}};
  for (unsigned value = 0; value < 8; ++value) axis.group_of.push_back((value & flag) != 0 ? 1 : 0);
  return axis;
}

// Days to the periods of a question that hold at least one of its days.
Axis OfPeriod(const CaseQuestion& question, auto period_of, auto name_of) {
  Axis axis{ColumnOf(question.date), std::vector<uint32_t>(kDayCount), {}};
  uint32_t last = 0;
  for (uint32_t day = question.from; day <= question.to && day < kDayCount; ++day) {
    const uint32_t period = period_of(day);
    if (axis.names.empty() || period != last) axis.names.emplace_back(name_of(period));
    last = period;
    axis.group_of[day] = static_cast<uint32_t>(axis.names.size() - 1);
  }
  return axis;
}

base::Result<Axis> OfWords(const Tables& tables, const store::ReadTxn& txn, CaseColumn column, WordKind kind) {
  ASSIGN_OR_RETURN(const uint16_t count, WordCount(tables, txn, kind));
  std::vector<std::pair<std::string, uint16_t>> words{{"", uint16_t{0}}};
  for (uint32_t number = 1; number <= count; ++number) {
    ASSIGN_OR_RETURN(std::string word, WordOf(tables, txn, kind, static_cast<uint16_t>(number)));
    words.emplace_back(std::move(word), static_cast<uint16_t>(number));
  }
  // In the order of their codes, whatever came first; the unknown last.
  std::sort(words.begin() + 1, words.end());
  std::rotate(words.begin(), words.begin() + 1, words.end());
  Axis axis{column, std::vector<uint32_t>(count + size_t{1}), {}};
  for (const auto& [word, number] : words) {
    axis.group_of[number] = static_cast<uint32_t>(axis.names.size());
    axis.names.push_back(word.empty() ? "unknown" : word);
  }
  return axis;
}

base::Result<Axis> AxisOf(CaseDimension dimension, const CaseQuestion& question, const Tables& tables,
                          const store::ReadTxn& txn) {
  using event::Name;
  switch (dimension) {
    case CaseDimension::kState:
      return Named(CaseColumn::kState, event::kCaseStateCount, [](size_t i) { return Name(static_cast<event::CaseState>(i)); });
    case CaseDimension::kOutcome: {
      Axis axis = Named(CaseColumn::kOutcome, event::kCaseOutcomeCount,
                        [](size_t i) { return Name(static_cast<event::CaseOutcome>(i)); });
      axis.names[0] = "open";
      return axis;
    }
    case CaseDimension::kKind:
      return Named(CaseColumn::kKind, event::kComplaintKindCount,
                   [](size_t i) { return Name(static_cast<event::ComplaintKind>(i)); });
    case CaseDimension::kChannel:
      return Named(CaseColumn::kChannel, event::kCaseChannelCount,
                   [](size_t i) { return Name(static_cast<event::CaseChannel>(i)); });
    case CaseDimension::kContactChannel:
      return Named(CaseColumn::kContact, event::kContactChannelCount,
                   [](size_t i) { return Name(static_cast<event::ContactChannel>(i)); });
    case CaseDimension::kSex:
      return Named(CaseColumn::kSex, event::kSexCount, [](size_t i) { return Name(static_cast<event::Sex>(i)); });
    case CaseDimension::kAgeBand: {
      Axis axis = Named(CaseColumn::kAge, question.bands.count(), [&](size_t i) { return question.bands.NameOf(i); });
      axis.group_of.clear();
      for (unsigned age = 0; age <= UINT8_MAX; ++age)
        axis.group_of.push_back(static_cast<uint32_t>(question.bands.Of(static_cast<uint8_t>(age))));
      return axis;
    }
    case CaseDimension::kProvince:
      return Named(CaseColumn::kProvince, 100, [](size_t i) {
        return i == 0 ? std::string() : std::string{static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
      });
    case CaseDimension::kVerified:
      return OfFlag(kFlagVerified, "unverified", "verified");
    case CaseDimension::kVictimKind:
      return OfFlag(kFlagJuristic, "person", "juristic");
    case CaseDimension::kCaseType:
      return OfWords(tables, txn, CaseColumn::kCaseType, WordKind::kCaseType);
    case CaseDimension::kStation:
      return OfWords(tables, txn, CaseColumn::kStation, WordKind::kStation);
    case CaseDimension::kDay:
      return OfPeriod(
          question, [](uint32_t day) { return day; }, FormatDay);
    case CaseDimension::kWeek:
      return OfPeriod(question, question.iso_weeks ? IsoWeekOfDay : WeekOfDay, FormatDay);
    case CaseDimension::kMonth:
      return OfPeriod(question, MonthOfDay, FormatMonth);
    case CaseDimension::kYear:
      return OfPeriod(question, YearOfDay, [](uint32_t year) { return std::to_string(year); });
    case CaseDimension::kFiscalYear:
      return OfPeriod(question, FiscalYearOfDay, [](uint32_t year) { return std::to_string(year); });
  }
  return base::Fail(base::ErrorCode::kBadRequest);
}

// Whether rows of a dimension are shown though nothing falls into them.
bool ShowsAll(CaseDimension dimension) noexcept {
  return dimension == CaseDimension::kAgeBand || dimension == CaseDimension::kSex;
}

// Walks the blocks of the columns that a question reads, side by side. Cases are opened about as they are reported, so most
// blocks hold no case of a short period: of those nothing but the days is read.
class Columns {
 public:
  static base::Result<Columns> Open(const Tables& tables, const store::ReadTxn& txn, CaseColumn days,
                                    std::vector<CaseColumn> wanted) {
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::stable_partition(wanted.begin(), wanted.end(), [days](CaseColumn column) { return column == days; });
    Columns columns;
    for (const CaseColumn column : wanted) {
      ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_columns));
      columns.walks_.push_back({column, std::move(cursor), {}});
    }
    return columns;
  }

  struct Block {
    size_t count = 0;   // cases; 0: there are no more
    bool read = false;  // else no day is one of those
  };
  // The next block, read where it has a day of `first` to `first` + `span`.
  base::Result<Block> Next(uint32_t first, uint32_t span) {
    ASSIGN_OR_RETURN(const size_t count, Read(walks_.front(), block_ == 0));
    Block block{.count = count, .read = HasDay(walks_.front().values, first, span)};
    for (size_t i = 1; i < walks_.size() && (block.read || count == 0); ++i) {
      ASSIGN_OR_RETURN(const size_t cases, Read(walks_[i], !side_by_side_));
      if (cases != count) return BadRow("case_columns");
    }
    side_by_side_ = block.read;
    ++block_;
    return block;
  }
  const char* ValuesOf(CaseColumn column) const {
    for (const Walk& walk : walks_)
      if (walk.column == column) return walk.values.data();
    return nullptr;
  }

 private:
  struct Walk {
    CaseColumn column;
    store::Cursor cursor;
    std::string_view values;
  };
  // Its values of the block at hand; `seek`: the cursor does not stand at the block before.
  base::Result<size_t> Read(Walk& walk, bool seek) {
    const std::string key = ColumnKey(walk.column, block_);
    ASSIGN_OR_RETURN(const auto row, seek ? walk.cursor.SeekAtLeast(key) : walk.cursor.Next());
    walk.values = row && row->key == key ? row->value : std::string_view();
    return walk.values.size() / WidthOf(walk.column);
  }
  static bool HasDay(std::string_view values, uint32_t first, uint32_t span) noexcept {
    uint32_t found = 0;
    for (size_t at = 0; at + sizeof(uint16_t) <= values.size(); at += sizeof(uint16_t)) {
      uint16_t day;
      std::memcpy(&day, values.data() + at, sizeof day);
      found |= static_cast<uint32_t>(day - first <= span);
    }
    return found != 0;
  }

  std::vector<Walk> walks_;  // the days' first
  uint32_t block_ = 0;
  bool side_by_side_ = false;  // all cursors stand at the same block
};

template <class T>
T At(const char* values, size_t i) noexcept {
  T value;
  std::memcpy(&value, values + i * sizeof(T), sizeof(T));
  return value;
}

// The group of each case of a block, added into `groups` with the axis's stride.
bool AddGroups(const Axis& axis, const char* values, size_t count, uint32_t stride, uint32_t* groups) noexcept {
  const size_t known = axis.group_of.size();
  const bool wide = WidthOf(axis.column) == 2;
  for (size_t i = 0; i < count; ++i) {
    const size_t value = wide ? At<uint16_t>(values, i) : At<uint8_t>(values, i);
    if (value >= known) return false;
    groups[i] += axis.group_of[value] * stride;
  }
  return true;
}

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

}  // namespace

std::string_view Name(CaseDimension dimension) noexcept { return kDimensions[static_cast<size_t>(dimension)]; }
std::optional<CaseDimension> CaseDimensionNamed(std::string_view name) noexcept {
  return event::EnumNamed<CaseDimension>(kDimensions, name);
}
bool IsPeriod(CaseDimension dimension) noexcept { return dimension >= CaseDimension::kDay; }
std::string_view Name(CaseDate date) noexcept { return kDates[static_cast<size_t>(date)]; }
std::optional<CaseDate> CaseDateNamed(std::string_view name) noexcept { return event::EnumNamed<CaseDate>(kDates, name); }

void CaseSums::Add(const CaseSums& more) noexcept {
  count += more.count;
  damage_satang += more.damage_satang;
  damage_unknown += more.damage_unknown;
  largest_satang = std::max(largest_satang, more.largest_satang);
  requested_satang += more.requested_satang;
  held_satang += more.held_satang;
  frozen_satang += more.frozen_satang;
  returned_satang += more.returned_satang;
}

namespace {

// The victims' counter of the same days.
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

// What a column has of a victim beside the first; all else is the case's.
size_t ValueOf(CaseColumn column, const VictimRow& victim, size_t of_case) noexcept {
  switch (column) {
    case CaseColumn::kAge:
      return victim.age;
    case CaseColumn::kSex:
      return static_cast<size_t>(victim.sex);
    case CaseColumn::kProvince:
      return victim.province;
    case CaseColumn::kFlags:
      return (of_case & ~size_t{kFlagJuristic}) | (victim.kind == event::VictimKind::kJuristic ? kFlagJuristic : 0);
    default:
      return of_case;
  }
}

enum class Counted : uint8_t { kCases, kVictims };

base::Result<CaseFigures> Count(Counted what, const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  std::vector<Axis> axes;
  const CaseColumn date = ColumnOf(question.date);
  std::vector<CaseColumn> wanted = {CaseColumn::kState, date, CaseColumn::kFlags, CaseColumn::kDamage};
  const bool holds = question.holds && what == Counted::kCases;
  if (holds) wanted.insert(wanted.end(), {CaseColumn::kRequested, CaseColumn::kHeld, CaseColumn::kFrozen, CaseColumn::kReturned});
  size_t groups = 1;
  for (const CaseDimension dimension : question.by) {
    ASSIGN_OR_RETURN(Axis axis, AxisOf(dimension, question, tables, txn));
    groups *= std::max<size_t>(axis.names.size(), 1);
    wanted.push_back(axis.column);
    axes.push_back(std::move(axis));
  }
  constexpr size_t kGroupsMax = 1 << 22;
  if (groups > kGroupsMax) return base::Fail(base::ErrorCode::kBadRequest, "too many rows: ask for fewer days");

  std::array<uint8_t, 256> counted{};  // by state; what is none counts as little
  for (size_t i = 0; i < event::kCaseStateCount; ++i) counted[i] = IsCounted(static_cast<event::CaseState>(i)) ? 1 : 0;
  const uint8_t flag_mask = question.verified ? kFlagVerified : 0;
  const uint8_t flag_value = question.verified && *question.verified ? kFlagVerified : 0;
  std::vector<CaseSums> sums(groups);
  const uint32_t days = question.to - question.from + 1;
  const bool has_before = question.from > days;  // day 0 is none
  const uint32_t from = question.from, first = std::max<uint32_t>(has_before ? from - days : from, 1);
  if (question.to < first) counted.fill(0);
  const uint32_t span = question.to - first;
  std::vector<CasesBefore> before(groups);
  std::vector<uint32_t> group(kColumnBlock);
  std::vector<VictimRow> more;
  if (what == Counted::kVictims) {
    ASSIGN_OR_RETURN(more, ReadMoreVictims(tables, txn));
  }
  auto victim = more.begin();
  uint32_t first_of_block = 0;
  ASSIGN_OR_RETURN(Columns columns, Columns::Open(tables, txn, date, std::move(wanted)));
  while (true) {
    ASSIGN_OR_RETURN(const Columns::Block block, columns.Next(first, span));
    const size_t count = block.count;
    if (count == 0) break;
    if (count > kColumnBlock) return BadRow("case_columns");
    if (!block.read) {
      first_of_block += static_cast<uint32_t>(count);
      while (victim != more.end() && victim->ordinal < first_of_block) ++victim;
      continue;
    }
    std::fill_n(group.begin(), count, 0);
    uint32_t stride = 1;
    for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
      if (!AddGroups(*axis, columns.ValuesOf(axis->column), count, stride, group.data())) return BadRow("case_columns");
      stride *= static_cast<uint32_t>(std::max<size_t>(axis->names.size(), 1));
    }
    const char* state = columns.ValuesOf(CaseColumn::kState);
    const char* flags = columns.ValuesOf(CaseColumn::kFlags);
    const char* day = columns.ValuesOf(date);
    const char* damage = columns.ValuesOf(CaseColumn::kDamage);
    const char* requested = columns.ValuesOf(CaseColumn::kRequested);
    const char* held = columns.ValuesOf(CaseColumn::kHeld);
    const char* frozen = columns.ValuesOf(CaseColumn::kFrozen);
    const char* returned = columns.ValuesOf(CaseColumn::kReturned);
    const auto passes = [=, &counted](size_t i, uint32_t on) {
      return ((on - first <= span) & counted[static_cast<uint8_t>(state[i])] &
              ((static_cast<uint8_t>(flags[i]) & flag_mask) == flag_value)) != 0;
    };
    const uint32_t* const places = group.data();
    CaseSums* const all = sums.data();
    for (size_t i = 0; i < count; ++i) {
      const uint32_t on = At<uint16_t>(day, i);
      if (!passes(i, on)) continue;
      const auto lost = At<int64_t>(damage, i);
      if (on < from) {
        ++before[places[i]].count;
        before[places[i]].damage_satang += std::max<int64_t>(lost, 0);
        continue;
      }
      CaseSums& sum = all[places[i]];
      ++sum.count;
      sum.damage_unknown += lost < 0;
      sum.damage_satang += std::max<int64_t>(lost, 0);
      sum.largest_satang = std::max(sum.largest_satang, lost);
      if (!holds) continue;
      sum.requested_satang += At<int64_t>(requested, i);
      sum.held_satang += At<int64_t>(held, i);
      sum.frozen_satang += At<int64_t>(frozen, i);
      sum.returned_satang += At<int64_t>(returned, i);
    }
    for (; victim != more.end() && victim->ordinal < first_of_block + count; ++victim) {
      if (victim->ordinal < first_of_block) return BadRow("more_victims");
      const size_t i = victim->ordinal - first_of_block;
      const uint32_t on = At<uint16_t>(day, i);
      if (!passes(i, on)) continue;
      size_t place = 0;
      for (const Axis& axis : axes) {
        const char* values = columns.ValuesOf(axis.column);
        const size_t of_case = WidthOf(axis.column) == 2 ? At<uint16_t>(values, i) : At<uint8_t>(values, i);
        const size_t value = ValueOf(axis.column, *victim, of_case);
        if (value >= axis.group_of.size()) return BadRow("more_victims");
        place = place * std::max<size_t>(axis.names.size(), 1) + axis.group_of[value];
      }
      ++(on < question.from ? before[place].count : sums[place].count);
    }
    first_of_block += static_cast<uint32_t>(count);
  }
  if (victim != more.end()) return BadRow("more_victims");

  CaseFigures figures;
  figures.days = days;
  if (has_before) figures.before.emplace();
  const bool by_period = std::any_of(question.by.begin(), question.by.end(), IsPeriod);
  const bool shows_all = std::all_of(question.by.begin(), question.by.end(), ShowsAll);
  for (size_t i = 0; i < sums.size(); ++i) {
    figures.totals.Add(sums[i]);
    if (has_before) {
      figures.before->count += before[i].count;
      figures.before->damage_satang += before[i].damage_satang;
    }
    if (sums[i].count == 0 && (before[i].count == 0 || by_period) && !shows_all) continue;
    CaseFigures::Row row{std::vector<std::string>(axes.size()), sums[i], before[i]};
    size_t rest = i;
    for (size_t axis = axes.size(); axis-- > 0;) {
      row.parts[axis] = axes[axis].names[rest % axes[axis].names.size()];
      rest /= axes[axis].names.size();
    }
    figures.rows.push_back(std::move(row));
  }
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

base::Result<CaseFigures> CountCases(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  return Count(Counted::kCases, tables, txn, question);
}
base::Result<CaseFigures> CountVictims(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question) {
  return Count(Counted::kVictims, tables, txn, question);
}

namespace {

// What cases and victims have in common as they are shown; measures are the caller's.
StatisticTable Shown(std::string_view what, const CaseQuestion& question, CaseFigures figures, auto&& values) {
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
  for (CaseFigures::Row& row : figures.rows) {
    StatisticTable::Row& shown = table.rows.emplace_back();
    shown.parts = std::move(row.parts);
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
  ASSIGN_OR_RETURN(CaseFigures figures, CountCases(tables, txn, question));
  StatisticTable table = Shown("cases", question, std::move(figures), [&question](const CaseSums& sums) {
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
  ASSIGN_OR_RETURN(CaseFigures figures, CountVictims(tables, txn, question));
  StatisticTable table = Shown("victims", question, std::move(figures), [](const CaseSums& sums) {
    return std::vector<std::optional<int64_t>>{static_cast<int64_t>(sums.count), sums.damage_satang};
  });
  table.measures = {{"count", MeasureUnit::kCount}, {"damage_satang", MeasureUnit::kSatang}};
  table.money = 1;
  table.Complete();
  return table;
}

}  // namespace cybercheck::cases
