// SPDX-License-Identifier: Apache-2.0
#include "cases/counted_tables.h"

#include <algorithm>
#include <utility>

#include "cases/case_axes.h"
#include "cases/hold_row.h"
#include "cases/statistics.h"
#include "indicator/bank.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kCases = "cases", kVictims = "victims", kStopped = "money_stopped", kRow = "row";

// The list that a dimension's codes are of. nullopt: no list, people wrote them.
std::optional<CodeList> ListOf(CaseDimension dimension) noexcept {
  switch (dimension) {
    case CaseDimension::kState:
      return CodeList::kState;
    case CaseDimension::kOutcome:
      return CodeList::kOutcome;
    case CaseDimension::kKind:
      return CodeList::kKind;
    case CaseDimension::kChannel:
      return CodeList::kChannel;
    case CaseDimension::kContactChannel:
      return CodeList::kContactChannel;
    case CaseDimension::kCaseType:
      return CodeList::kCaseType;
    case CaseDimension::kSex:
      return CodeList::kSex;
    case CaseDimension::kProvince:
      return CodeList::kProvince;
    case CaseDimension::kVerified:
      return CodeList::kVerified;
    case CaseDimension::kVictimKind:
      return CodeList::kVictimKind;
    default:
      return std::nullopt;
  }
}

std::vector<std::string> CodesOfBands() {
  std::vector<std::string> codes;
  const AgeBands bands = *AgeBands::Named("rtp");
  for (size_t band = 0; band < bands.count(); ++band) codes.emplace_back(bands.NameOf(band));
  return codes;
}

std::vector<std::string> CodesOfBanks() {
  std::vector<std::string> codes;
  for (const indicator::Bank& bank : indicator::Banks()) codes.emplace_back(bank.code);
  codes.emplace_back(kNoBank);
  return codes;
}

}  // namespace

base::Result<const StatisticTable*> CountedTables::Of(std::string_view table, const std::vector<std::string>& by, uint32_t from,
                                                      uint32_t to) {
  Question question(table, by, from, to);
  auto counted = counted_.find(question);
  if (counted == counted_.end()) {
    ASSIGN_OR_RETURN(StatisticTable fresh, Count(table, by, from, to));
    reconcile_ = reconcile_ && fresh.reconciles;
    counted = counted_.emplace(std::move(question), std::move(fresh)).first;
  }
  return &counted->second;
}

base::Result<StatisticTable> CountedTables::Count(std::string_view table, const std::vector<std::string>& by, uint32_t from,
                                                  uint32_t to) const {
  const auto not_told = [&](std::string_view name) {
    return base::Fail(base::ErrorCode::kBadRequest, std::string(table) + " is not told by " + std::string(name));
  };
  if (table == kCases || table == kVictims) {
    CaseQuestion question;
    question.from = from;
    question.to = to;
    for (const std::string& name : by) {
      const auto dimension = CaseDimensionNamed(name);
      if (!dimension) return not_told(name);
      question.by.push_back(*dimension);
    }
    return table == kCases ? CaseTable(tables_, txn_, question) : VictimTable(tables_, txn_, question);
  }
  if (table == kStopped) {
    if (by.size() > 1 || (by.size() == 1 && by[0] != kRow)) return not_told(by.back());
    return CountStopped(by, from, to);
  }
  const TallyQuestion question{.from = from, .to = to, .by = by, .category_name = category_name_};
  if (table == outside_.what) return CountOutside(outside_, question);
  const auto tally = TallyTableNamed(table);
  if (!tally) return base::Fail(base::ErrorCode::kBadRequest, "no table is called " + std::string(table));
  return CountTallied(tables_, txn_, *tally, question);
}

base::Result<StatisticTable> CountedTables::CountStopped(const std::vector<std::string>& by, uint32_t from, uint32_t to) const {
  ASSIGN_OR_RETURN(const MoneyStopped stopped, CountMoneyStopped(tables_, txn_, from, to));
  StatisticTable table;
  table.what = kStopped;
  table.date = "reported";
  table.from = from;
  table.to = to;
  table.measures = {{"stopped_satang", MeasureUnit::kSatang}, {"places", MeasureUnit::kCount}};
  if (by.empty()) {
    table.rows.push_back(
        {.parts = {}, .values = {stopped.stopped_satang, stopped.places}, .count_before = {}, .money_before = {}});
  } else {
    table.by = {kRow};
    for (const MoneyStopped::Row& row : stopped.rows)
      table.rows.push_back({.parts = {std::to_string(row.row)},
                            .values = {row.stopped_satang, row.places},
                            .count_before = {},
                            .money_before = {}});
  }
  table.Complete();
  return table;
}

std::vector<std::string_view> CountedTables::TableNames() const {
  std::vector<std::string_view> names = {kCases, kVictims};
  for (const TallyTable table : kTallyTables) names.push_back(Name(table));
  names.insert(names.end(), {outside_.what, kStopped});
  return names;
}

std::vector<std::string_view> CountedTables::DimensionsOf(std::string_view table) const {
  std::vector<std::string_view> names;
  if (table == kCases || table == kVictims) {
    for (size_t i = 0; i < kCaseDimensionCount; ++i)
      if (const auto dimension = static_cast<CaseDimension>(i); !IsPeriod(dimension)) names.push_back(Name(dimension));
  } else if (table == kStopped) {
    names.push_back(kRow);
  } else if (table == outside_.what) {
    for (const OutsideTally::Part& part : outside_.parts) names.push_back(part.name);
  } else if (const auto tally = TallyTableNamed(table)) {
    names = cases::DimensionsOf(*tally);
  }
  return names;
}

std::optional<std::vector<std::string>> CountedTables::CodesOf(std::string_view table, std::string_view dimension) const {
  if (table == kCases || table == kVictims) {
    const auto named = CaseDimensionNamed(dimension);
    if (named == CaseDimension::kAgeBand) return CodesOfBands();
    const auto list = named ? ListOf(*named) : std::nullopt;
    return list ? std::optional(names_.CodesOf(*list)) : std::nullopt;
  }
  if (dimension == "bank") return CodesOfBanks();
  if (dimension == "category") return names_.CodesOf(CodeList::kCategory);
  if (table == outside_.what) {
    std::vector<std::string> codes;
    for (const OutsideTally::Part& part : outside_.parts)
      for (unsigned number = part.first; part.name == dimension && number <= part.last; ++number)
        codes.emplace_back(part.name_of(static_cast<uint8_t>(number)));
    return codes;
  }
  // Rows of accounts are those of money stopped.
  const auto tally = table == kStopped ? std::optional(TallyTable::kAccounts) : TallyTableNamed(table);
  std::vector<std::string> codes = tally ? cases::CodesOf(*tally, dimension) : std::vector<std::string>();
  return codes.empty() ? std::nullopt : std::optional(std::move(codes));
}

}  // namespace cybercheck::cases
