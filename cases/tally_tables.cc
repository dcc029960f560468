// SPDX-License-Identifier: Apache-2.0
#include "cases/tally_tables.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <unordered_map>

#include "cases/account_row.h"
#include "cases/hold_row.h"
#include "cases/row_text.h"
#include "cases/statistics.h"
#include "cases/tally_rows.h"
#include "event/appeal.h"
#include "event/case_file.h"
#include "event/hold.h"
#include "event/money.h"
#include "event/names.h"
#include "event/report_submit.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kTables[] = {"complaints", "holds", "accounts", "reports", "appeals"};
constexpr std::string_view kUnknown = "unknown";

// One thing a group says: a number of one byte with its name, or a text.
struct Part {
  std::string_view name;
  size_t at = 0;          // in the group
  size_t text_bytes = 0;  // 0: a number
  std::string_view (*name_of)(uint8_t) noexcept = nullptr;
  uint8_t first = 0, last = 0;  // the numbers that have a name; none: what stands there is no code of a list
};
constexpr size_t kRest = std::string_view::npos;

std::string_view ChannelName(uint8_t i) noexcept { return event::Name(static_cast<event::CaseChannel>(i)); }
std::string_view KindName(uint8_t i) noexcept { return event::Name(static_cast<event::ComplaintKind>(i)); }
std::string_view HoldStateName(uint8_t i) noexcept { return event::Name(static_cast<event::HoldState>(i)); }
std::string_view GroundName(uint8_t i) noexcept { return event::Name(static_cast<event::HoldGround>(i)); }
std::string_view PlaceName(uint8_t i) noexcept { return event::Name(static_cast<event::MoneyNodeKind>(i)); }
std::string_view ColourName(uint8_t i) noexcept { return i == kNoColour ? "none" : Name(static_cast<AccountColour>(i)); }
std::string_view AppealStateName(uint8_t i) noexcept { return event::Name(static_cast<event::AppealState>(i)); }
std::string_view AppealGroundName(uint8_t i) noexcept { return event::Name(static_cast<event::AppealGround>(i)); }
std::string_view ReportChannelName(uint8_t i) noexcept { return event::Name(static_cast<event::Channel>(i)); }

constexpr uint8_t Last(auto value) { return static_cast<uint8_t>(value); }

constexpr Part kComplaintParts[] = {{"channel", 0, 0, ChannelName, 0, event::kCaseChannelCount - 1},
                                    {"kind", 1, 0, KindName, 0, event::kComplaintKindCount - 1},
                                    {"station", 2, kRest, nullptr}};
constexpr Part kHoldParts[] = {{"bank", 0, 3, nullptr},
                               {"state", 3, 0, HoldStateName, 0, event::kHoldStateCount - 1},
                               {"ground", 4, 0, GroundName, 0, Last(event::HoldGround::kWarrant)}};
constexpr Part kAccountParts[] = {{"bank", 0, 3, nullptr},
                                  {"place", 3, 0, PlaceName, 1, event::kMoneyNodeKindCount - 1},  // not the victim's own
                                  {"row", 4, 0, nullptr, 1, kLevelUnknown - 1},
                                  {"colour", 5, 0, ColourName, 1, Last(AccountColour::kLightBrown)}};
constexpr Part kReportParts[] = {{"channel", 0, 0, ReportChannelName, 0, Last(event::Channel::kPatrol)},
                                 {"category", 1, 0, nullptr}};
constexpr Part kAppealParts[] = {{"outcome", 0, 0, AppealStateName, 0, Last(event::AppealState::kCleared)},
                                 {"ground", 1, 0, AppealGroundName, 0, Last(event::AppealGround::kInnocentReceiver)}};

constexpr Measure kCount{"count", MeasureUnit::kCount};
constexpr Measure kComplaintMeasures[] = {
    kCount, {"damage_satang", MeasureUnit::kSatang}, {"damage_unknown", MeasureUnit::kCount}};
constexpr Measure kHoldMeasures[] = {kCount,
                                     {"requested_satang", MeasureUnit::kSatang},
                                     {"held_satang", MeasureUnit::kSatang},
                                     {"frozen_satang", MeasureUnit::kSatang},
                                     {"returned_satang", MeasureUnit::kSatang}};
constexpr Measure kAccountMeasures[] = {kCount, {"cases", MeasureUnit::kCount}, {"received_satang", MeasureUnit::kSatang}};
constexpr Measure kAppealMeasures[] = {kCount, {"late", MeasureUnit::kCount}};
constexpr Measure kReportMeasures[] = {kCount, {"withdrawn", MeasureUnit::kCount}};

struct Design {
  Tally tally{};
  std::string_view date;
  std::span<const Part> parts;
  std::span<const Measure> measures;  // each is the value of its number
  size_t money = 0;
};
constexpr Design kDesigns[] = {{Tally::kComplaints, "reported", kComplaintParts, kComplaintMeasures, 1},
                               {Tally::kHolds, "requested", kHoldParts, kHoldMeasures, 1},
                               {Tally::kAccounts, "first_transfer", kAccountParts, kAccountMeasures, 2},
                               {Tally::kReports, "reported", kReportParts, kReportMeasures, 0},
                               {Tally::kAppeals, "opened", kAppealParts, kAppealMeasures, 0}};

// One dimension of a question: a part of the group, or a period.
class Axis {
 public:
  static base::Result<Axis> Named(const Design& design, const std::string& name, const TallyQuestion& question) {
    Axis axis;
    axis.iso_weeks_ = question.iso_weeks;
    const auto part = std::ranges::find(design.parts, name, &Part::name);
    if (part != design.parts.end()) {
      axis.part_ = &*part;
      axis.name_of_ = part->name == "category" ? question.category_name : part->name_of;
      return axis;
    }
    const auto period = CaseDimensionNamed(name);
    if (!period || !IsPeriod(*period)) {
      std::string known;
      for (const Part& one : design.parts) known.append(one.name).append(", ");
      return base::Fail(base::ErrorCode::kBadRequest, "by: this table is not told by " + name.substr(0, 32) + "; it is by " +
                                                          known + "day, week, month, year, fiscal_year");
    }
    axis.period_ = *period;
    return axis;
  }

  std::string_view name() const { return part_ != nullptr ? part_->name : Name(period_); }
  bool is_period() const { return part_ == nullptr; }
  // The longest time that lies in one of its periods as a whole.
  TallyGrain finest() const {
    if (!is_period() || period_ == CaseDimension::kYear) return TallyGrain::kYear;
    return period_ == CaseDimension::kMonth || period_ == CaseDimension::kFiscalYear ? TallyGrain::kMonth : TallyGrain::kDay;
  }
  bool is(std::string_view name) const { return part_ != nullptr && part_->name == name; }

  base::Result<uint32_t> KeyOf(uint32_t day, std::string_view group) {
    if (part_ == nullptr) return Period(day);
    if (part_->at > group.size()) return BadRow("tallies");
    if (part_->text_bytes == 0) {
      if (part_->at == group.size()) return BadRow("tallies");
      return static_cast<uint32_t>(static_cast<uint8_t>(group[part_->at]));
    }
    const std::string_view text = group.substr(part_->at, part_->text_bytes);
    const auto [it, is_new] = numbers_.try_emplace(std::string(text), static_cast<uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(it->first);
    return it->second;
  }
  std::string NameOf(uint32_t key) const {
    if (part_ == nullptr) return PeriodName(key);
    if (part_->text_bytes != 0) return texts_[key].empty() ? std::string(kUnknown) : texts_[key];
    if (name_of_ == nullptr) return key == kLevelUnknown ? std::string(kUnknown) : std::to_string(key);
    const std::string_view name = name_of_(static_cast<uint8_t>(key));
    return std::string(name.empty() ? kUnknown : name);
  }
  // What rows are ordered by: numbers and periods as they are, texts by their letters, what is unknown last.
  std::pair<bool, std::string> OrderOf(uint32_t key) const {
    if (part_ != nullptr && part_->text_bytes != 0) return {texts_[key].empty() || texts_[key] == kNoBank, texts_[key]};
    std::string bytes;
    base::AppendBe<4>(key, bytes);
    return {false, std::move(bytes)};
  }

 private:
  uint32_t Period(uint32_t day) const noexcept {
    switch (period_) {
      case CaseDimension::kWeek:
        return iso_weeks_ ? IsoWeekOfDay(day) : WeekOfDay(day);
      case CaseDimension::kMonth:
        return MonthOfDay(day);
      case CaseDimension::kYear:
        return YearOfDay(day);
      case CaseDimension::kFiscalYear:
        return FiscalYearOfDay(day);
      default:
        return day;
    }
  }
  std::string PeriodName(uint32_t period) const {
    if (period_ == CaseDimension::kMonth) return FormatMonth(period);
    if (period_ == CaseDimension::kYear || period_ == CaseDimension::kFiscalYear) return std::to_string(period);
    return FormatDay(period);
  }

  const Part* part_ = nullptr;
  std::string_view (*name_of_)(uint8_t) noexcept = nullptr;
  CaseDimension period_{};
  bool iso_weeks_ = false;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<std::string> texts_;
};

struct Sum {
  TallyValues now{}, before{};
};
struct Sums {
  std::unordered_map<uint64_t, Sum> rows;
  TallyValues totals{}, totals_before{};
};

void AddTo(const TallyValues& values, TallyValues& to) noexcept {
  for (size_t i = 0; i < values.size(); ++i) to[i] += values[i];
}

// Where groups are read from: a tally of these tables, or another room's counters.
class TallySource {
 public:
  TallySource(const Tables& tables, const store::ReadTxn& txn, Tally tally) : tables_(tables), txn_(txn), tally_(tally) {}

  template <class Each>
  base::Result<void> Walk(uint32_t from, uint32_t to, TallyGrain finest, Each&& each) const {
    return WalkTally(tables_, txn_, tally_, from, to, finest, each);
  }
  base::Result<TallyValues> Totals(uint32_t from, uint32_t to) const {
    TallyValues totals{};
    TRY(WalkTallyTotals(tables_, txn_, tally_, from, to, [&](uint32_t, const TallyValues& values) -> base::Result<void> {
      AddTo(values, totals);
      return {};
    }));
    return totals;
  }

 private:
  const Tables& tables_;
  const store::ReadTxn& txn_;
  Tally tally_;
};

class OutsideSource {
 public:
  explicit OutsideSource(const OutsideTally& outside) : outside_(outside) {}

  template <class Each>
  base::Result<void> Walk(uint32_t from, uint32_t to, TallyGrain /*finest*/, Each&& each) const {
    return outside_.walk(
        from, to, [&](uint32_t day, std::string_view group, uint64_t count) { return each(day, group, TallyValues{count}); },
        [](uint64_t) {});
  }
  base::Result<TallyValues> Totals(uint32_t from, uint32_t to) const {
    TallyValues totals{};
    TRY(outside_.walk(
        from, to, [](uint32_t, std::string_view, uint64_t) -> base::Result<void> { return {}; },
        [&](uint64_t count) { totals[0] += count; }));
    return totals;
  }

 private:
  const OutsideTally& outside_;
};

// Adds up what the source has of days `from` to `to` into the rows, as now or as before.
template <class Source>
base::Result<void> AddUp(const Source& source, uint32_t from, uint32_t to, TallyValues Sum::*part, std::vector<Axis>& axes,
                         Sums& sums) {
  TallyGrain finest = TallyGrain::kYear;
  for (const Axis& axis : axes) finest = std::min(finest, axis.finest());
  return source.Walk(from, to, finest,
                     [&](uint32_t day, std::string_view group, const TallyValues& values) -> base::Result<void> {
                       uint64_t key = 0;
                       for (Axis& axis : axes) {
                         ASSIGN_OR_RETURN(const uint32_t one, axis.KeyOf(day, group));
                         key = key << 32 | one;
                       }
                       AddTo(values, sums.rows[key].*part);
                       return {};
                     });
}

std::vector<std::optional<int64_t>> Shown(const TallyValues& values, size_t count) {
  std::vector<std::optional<int64_t>> shown;
  for (size_t i = 0; i < count; ++i) shown.emplace_back(static_cast<int64_t>(values[i]));
  return shown;
}

void AddSpread(const Spread& spread, std::vector<std::optional<int64_t>>& values) {
  values.push_back(spread.median_halves);
  values.push_back(spread.p90);
}

base::Result<void> AddMinutes(const Tables& tables, const store::ReadTxn& txn, StatisticTable& table) {
  ASSIGN_OR_RETURN(auto minutes, MinutesToHold(tables, txn, table.from, table.to));
  table.measures.push_back({"hold_minutes_median", MeasureUnit::kMinutes, false, true});
  table.measures.push_back({"hold_minutes_p90", MeasureUnit::kMinutes, false});
  for (StatisticTable::Row& row : table.rows) AddSpread(minutes[row.parts.empty() ? std::string() : row.parts[0]], row.values);
  AddSpread(minutes[{}], table.totals);
  return {};
}

// Of decided appeals; of a row those with its outcome or on its ground.
base::Result<void> AddHours(const Tables& tables, const store::ReadTxn& txn, StatisticTable& table) {
  std::map<std::string, std::map<uint32_t, uint64_t>> hours;
  const bool by_ground = !table.by.empty() && table.by[0] == "ground";
  TRY(WalkTally(tables, txn, Tally::kHoursOfAppeals, table.from, table.to, TallyGrain::kYear,
                [&](uint32_t, std::string_view group, const TallyValues& values) -> base::Result<void> {
                  base::ByteReader reader(group);
                  const auto state = static_cast<uint8_t>(reader.Take<1>()), ground = static_cast<uint8_t>(reader.Take<1>());
                  const auto many = static_cast<uint32_t>(reader.Take<2>());
                  if (!reader.AtEnd()) return BadRow("tallies");
                  hours[std::string(by_ground ? AppealGroundName(ground) : AppealStateName(state))][many] += values[0];
                  hours[{}][many] += values[0];
                  return {};
                }));
  table.measures.push_back({"hours_median", MeasureUnit::kHours, false, true});
  table.measures.push_back({"hours_p90", MeasureUnit::kHours, false});
  for (StatisticTable::Row& row : table.rows)
    AddSpread(SpreadOf(hours[row.parts.empty() ? std::string() : row.parts[0]]), row.values);
  AddSpread(SpreadOf(hours[{}]), table.totals);
  return {};
}

}  // namespace

std::string_view Name(TallyTable table) noexcept { return kTables[static_cast<size_t>(table)]; }
std::optional<TallyTable> TallyTableNamed(std::string_view name) noexcept { return event::EnumNamed<TallyTable>(kTables, name); }

std::vector<std::string_view> DimensionsOf(TallyTable table) {
  std::vector<std::string_view> names;
  for (const Part& part : kDesigns[static_cast<size_t>(table)].parts) names.push_back(part.name);
  return names;
}

std::vector<std::string> CodesOf(TallyTable table, std::string_view dimension) {
  const auto parts = kDesigns[static_cast<size_t>(table)].parts;
  const auto part = std::ranges::find(parts, dimension, &Part::name);
  std::vector<std::string> codes;
  if (part == parts.end() || part->last == 0) return codes;
  for (unsigned number = part->first; number <= part->last; ++number)
    codes.push_back(part->name_of == nullptr ? std::to_string(number) : std::string(part->name_of(static_cast<uint8_t>(number))));
  codes.emplace_back(part->name_of == ColourName ? ColourName(kNoColour) : kUnknown);
  return codes;
}

namespace {

// All but what is measured beside sums; the caller completes it.
template <class Source>
base::Result<StatisticTable> AddUpTable(std::string_view what, const Design& design, const TallyQuestion& question,
                                        const Source& source, std::vector<Axis>& axes) {
  StatisticTable table;
  table.what = what;
  table.date = design.date;
  table.from = question.from;
  table.to = question.to;
  table.iso_weeks = question.iso_weeks;
  table.measures.assign(design.measures.begin(), design.measures.end());
  table.money = design.money;
  for (const Axis& axis : axes) table.by.push_back(axis.name());
  const bool by_period = std::ranges::any_of(axes, &Axis::is_period);
  const auto first_before = FirstDayBefore(table.from, table.to);
  const bool has_before = first_before.has_value();

  Sums sums;
  if (axes.empty()) sums.rows[0];
  TRY(AddUp(source, table.from, table.to, &Sum::now, axes, sums));
  for (const auto& [key, sum] : sums.rows) AddTo(sum.now, sums.totals);
  if (has_before && !by_period) TRY(AddUp(source, *first_before, table.from - 1, &Sum::before, axes, sums));
  ASSIGN_OR_RETURN(const TallyValues counted, source.Totals(table.from, table.to));
  table.reconciles = counted == sums.totals;
  if (has_before) {
    ASSIGN_OR_RETURN(sums.totals_before, source.Totals(*first_before, table.from - 1));
    table.count_before = static_cast<int64_t>(sums.totals_before[0]);
    if (design.money != 0) table.money_before = static_cast<int64_t>(sums.totals_before[design.money]);
  }

  using Place = std::array<std::pair<bool, std::string>, 2>;
  std::vector<std::pair<Place, StatisticTable::Row>> rows;
  for (const auto& [key, sum] : sums.rows) {
    if (sum.now[0] == 0 && sum.before[0] == 0 && !axes.empty()) continue;
    auto& [place, row] = rows.emplace_back();
    for (size_t i = 0; i < axes.size(); ++i) {
      const auto one = static_cast<uint32_t>(i + 1 == axes.size() ? key : key >> 32);
      place[i] = axes[i].OrderOf(one);
      row.parts.push_back(axes[i].NameOf(one));
    }
    row.values = Shown(sum.now, design.measures.size());
    if (by_period || !has_before) continue;
    row.count_before = static_cast<int64_t>(sum.before[0]);
    if (design.money != 0) row.money_before = static_cast<int64_t>(sum.before[design.money]);
  }
  std::ranges::sort(rows, {}, [](const auto& row) -> const Place& { return row.first; });
  for (auto& [place, row] : rows) table.rows.push_back(std::move(row));
  table.totals = Shown(sums.totals, design.measures.size());
  return table;
}

base::Result<std::vector<Axis>> AxesOf(const Design& design, const TallyQuestion& question) {
  std::vector<Axis> axes;
  for (const std::string& name : question.by) {
    ASSIGN_OR_RETURN(Axis axis, Axis::Named(design, name, question));
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace

base::Result<StatisticTable> CountTallied(const Tables& tables, const store::ReadTxn& txn, TallyTable what,
                                          const TallyQuestion& question) {
  const Design& design = kDesigns[static_cast<size_t>(what)];
  ASSIGN_OR_RETURN(std::vector<Axis> axes, AxesOf(design, question));
  const bool by_unit = std::ranges::any_of(axes, [](const Axis& axis) { return axis.is("station"); });
  const bool by_period = std::ranges::any_of(axes, &Axis::is_period);
  const bool by_more = std::ranges::any_of(axes, [](const Axis& axis) { return !axis.is_period() && !axis.is("station"); });
  const Tally by_units = by_more ? Tally::kComplaintsByUnit : Tally::kComplaintsOfUnits;
  const TallySource source(tables, txn, by_unit ? by_units : design.tally);
  ASSIGN_OR_RETURN(StatisticTable table, AddUpTable(Name(what), design, question, source, axes));
  if (what == TallyTable::kHolds && (axes.empty() || (axes.size() == 1 && axes[0].is("bank"))))
    TRY(AddMinutes(tables, txn, table));
  if (what == TallyTable::kAppeals && axes.size() <= 1 && !by_period) TRY(AddHours(tables, txn, table));
  if (what == TallyTable::kHolds) {
    ASSIGN_OR_RETURN(table.stopped, CountMoneyStopped(tables, txn, table.from, table.to));
  }
  table.Complete();
  return table;
}

base::Result<StatisticTable> CountOutside(const OutsideTally& outside, const TallyQuestion& question) {
  std::vector<Part> parts;
  for (const OutsideTally::Part& part : outside.parts)
    parts.push_back({part.name, parts.size(), 0, part.name_of, part.first, part.last});
  constexpr Measure kMeasures[] = {kCount};
  const Design design{Tally{}, outside.date, parts, kMeasures, 0};
  ASSIGN_OR_RETURN(std::vector<Axis> axes, AxesOf(design, question));
  ASSIGN_OR_RETURN(StatisticTable table, AddUpTable(outside.what, design, question, OutsideSource(outside), axes));
  table.Complete();
  return table;
}

Spread SpreadOf(const std::map<uint32_t, uint64_t>& counts) {
  Spread spread;
  for (const auto& [value, count] : counts) spread.count += count;
  if (spread.count == 0) return spread;
  const auto at = [&counts](uint64_t before) -> int64_t {
    for (const auto& [value, count] : counts) {
      if (before < count) return value;
      before -= count;
    }
    return 0;
  };
  spread.median_halves = at((spread.count - 1) / 2) + at(spread.count / 2);
  spread.p90 = at((spread.count * 9 + 9) / 10 - 1);
  return spread;
}

base::Result<std::map<uint8_t, Spread>> DaysInStates(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                     uint32_t to) {
  std::map<uint8_t, std::map<uint32_t, uint64_t>> days;
  TRY(WalkTally(tables, txn, Tally::kDaysInState, from, to, TallyGrain::kYear,
                [&](uint32_t, std::string_view group, const TallyValues& values) -> base::Result<void> {
                  base::ByteReader reader(group);
                  const auto state = static_cast<uint8_t>(reader.Take<1>());
                  const auto many = static_cast<uint32_t>(reader.Take<2>());
                  if (!reader.AtEnd()) return BadRow("tallies");
                  days[state][many] += values[0];
                  return {};
                }));
  std::map<uint8_t, Spread> spreads;
  for (const auto& [state, counts] : days) spreads[state] = SpreadOf(counts);
  return spreads;
}

base::Result<std::map<std::string, Spread>> MinutesToHold(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                          uint32_t to) {
  std::map<std::string, std::map<uint32_t, uint64_t>, std::less<>> minutes;
  TRY(WalkTally(tables, txn, Tally::kMinutesToHold, from, to, TallyGrain::kYear,
                [&](uint32_t, std::string_view group, const TallyValues& values) -> base::Result<void> {
                  base::ByteReader reader(group);
                  const std::string_view bank = reader.TakeBytes(kNoBank.size());
                  const auto many = static_cast<uint32_t>(reader.Take<2>());
                  if (!reader.AtEnd()) return BadRow("tallies");
                  minutes[std::string(bank)][many] += values[0];
                  minutes[{}][many] += values[0];
                  return {};
                }));
  std::map<std::string, Spread> spreads;
  for (const auto& [bank, counts] : minutes) spreads[bank] = SpreadOf(counts);
  return spreads;
}

base::Result<MoneyStopped> CountMoneyStopped(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to) {
  MoneyStopped stopped;
  std::map<uint8_t, MoneyStopped::Row> rows;
  TRY(WalkTally(tables, txn, Tally::kMoneyStopped, from, to, TallyGrain::kYear,
                [&](uint32_t, std::string_view group, const TallyValues& values) -> base::Result<void> {
                  if (group.size() != 1) return BadRow("tallies");
                  MoneyStopped::Row& row = rows[static_cast<uint8_t>(group[0])];
                  row.row = static_cast<uint8_t>(group[0]);
                  row.places += static_cast<int64_t>(values[0]);
                  row.stopped_satang += static_cast<int64_t>(values[1]);
                  return {};
                }));
  for (const auto& [level, row] : rows) {
    stopped.rows.push_back(row);
    stopped.places += row.places;
    stopped.stopped_satang += row.stopped_satang;
  }
  CaseQuestion all;
  all.from = from;
  all.to = to;
  ASSIGN_OR_RETURN(const CaseFigures cases, CountCases(tables, txn, all));
  stopped.damage_satang = cases.totals.damage_satang;
  stopped.requested_satang = cases.totals.requested_satang;
  return stopped;
}

}  // namespace cybercheck::cases
