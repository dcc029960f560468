// SPDX-License-Identifier: Apache-2.0
#include "cases/case_axes.h"

#include <algorithm>
#include <utility>

#include "cases/bangkok_calendar.h"
#include "cases/row_text.h"
#include "event/case_work.h"
#include "event/names.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kDimensions[] = {"state", "outcome",  "kind",     "channel", "contact_channel", "case_type",
                                            "sex",   "age_band", "province", "station", "verified",        "victim_kind",
                                            "day",   "week",     "month",    "year",    "fiscal_year"};
constexpr std::string_view kDates[] = {"reported", "occurred", "accepted", "closed"};
constexpr size_t kDayCount = 1 << 16;

CaseAxis Named(CaseColumn column, size_t count, auto name_of) {
  CaseAxis axis{column, {}, {}};
  for (size_t i = 0; i < count; ++i) {
    axis.group_of.push_back(static_cast<uint32_t>(i));
    axis.names.emplace_back(name_of(i));
    if (axis.names.back().empty()) axis.names.back() = "unknown";
  }
  if (axis.names.front() == "unknown") {  // shown last
    std::rotate(axis.names.begin(), axis.names.begin() + 1, axis.names.end());
    for (uint32_t& group : axis.group_of) group = (group == 0 ? static_cast<uint32_t>(count) : group) - 1;
  }
  return axis;
}

CaseAxis OfFlag(uint8_t flag, std::string_view without, std::string_view with) {
  CaseAxis axis{CaseColumn::kFlags, {}, {std::string(without), std::string(with)}};
  for (unsigned value = 0; value < kFlagsEnd; ++value) axis.group_of.push_back((value & flag) != 0 ? 1 : 0);
  return axis;
}

// Days to the periods of a question that hold at least one of its days.
CaseAxis OfPeriod(const CaseQuestion& question, auto period_of, auto name_of) {
  CaseAxis axis{ColumnOf(question.date), std::vector<uint32_t>(kDayCount), {}};
  uint32_t last = 0;
  for (uint32_t day = question.from; day <= question.to && day < kDayCount; ++day) {
    const uint32_t period = period_of(day);
    if (axis.names.empty() || period != last) axis.names.emplace_back(name_of(period));
    last = period;
    axis.group_of[day] = static_cast<uint32_t>(axis.names.size() - 1);
  }
  return axis;
}

// In the order of their codes, whatever came first; the unknown last.
base::Result<CaseAxis> OfWords(const Tables& tables, const store::ReadTxn& txn, CaseColumn column, WordKind kind) {
  ASSIGN_OR_RETURN(const std::vector<CaseWord> words, WordsOf(tables, txn, kind));
  CaseAxis axis{column, std::vector<uint32_t>(words.size() + 1), {}};
  for (const CaseWord& word : words) {
    if (word.number >= axis.group_of.size()) return BadRow("case_words");
    axis.group_of[word.number] = static_cast<uint32_t>(axis.names.size());
    axis.names.push_back(word.text);
  }
  axis.group_of[0] = static_cast<uint32_t>(axis.names.size());
  axis.names.push_back("unknown");
  return axis;
}

}  // namespace

std::string_view Name(CaseDimension dimension) noexcept { return kDimensions[static_cast<size_t>(dimension)]; }
std::optional<CaseDimension> CaseDimensionNamed(std::string_view name) noexcept {
  return event::EnumNamed<CaseDimension>(kDimensions, name);
}
bool IsPeriod(CaseDimension dimension) noexcept { return dimension >= CaseDimension::kDay; }
bool ShowsAll(CaseDimension dimension) noexcept {
  return dimension == CaseDimension::kAgeBand || dimension == CaseDimension::kSex;
}
std::string_view Name(CaseDate date) noexcept { return kDates[static_cast<size_t>(date)]; }
std::optional<CaseDate> CaseDateNamed(std::string_view name) noexcept { return event::EnumNamed<CaseDate>(kDates, name); }
CaseColumn ColumnOf(CaseDate date) noexcept {
  constexpr CaseColumn kColumns[] = {CaseColumn::kReportedDay, CaseColumn::kOccurredDay, CaseColumn::kAcceptedDay,
                                     CaseColumn::kClosedDay};
  return kColumns[static_cast<size_t>(date)];
}

base::Result<CaseAxis> AxisOf(CaseDimension dimension, const CaseQuestion& question, const Tables& tables,
                              const store::ReadTxn& txn) {
  using event::Name;
  switch (dimension) {
    case CaseDimension::kState:
      return Named(CaseColumn::kState, event::kCaseStateCount, [](size_t i) { return Name(static_cast<event::CaseState>(i)); });
    case CaseDimension::kOutcome:
      return Named(CaseColumn::kOutcome, event::kCaseOutcomeCount,
                   [](size_t i) { return i == 0 ? std::string_view("open") : Name(static_cast<event::CaseOutcome>(i)); });
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
      CaseAxis axis = Named(CaseColumn::kAge, question.bands.count(), [&](size_t i) { return question.bands.NameOf(i); });
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

}  // namespace cybercheck::cases
