// SPDX-License-Identifier: Apache-2.0
// Counts cases: by one thing or by two, over days, from the columns (cases/case_columns.h). Counted is every case from the moment
// it is received, verified or not, but those merged into another or rejected. Whole numbers and satang throughout. Pure functions
// of a snapshot; any thread. Errors: kDamaged, kIo.
//
// What is asked is answered exactly and may identify people: only staff who work with figures may ask it. What everybody may read
// is released (disclosure control stands before that).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/age_bands.h"
#include "cases/statistic_table.h"
#include "cases/tables.h"

namespace cybercheck::cases {

enum class CaseDimension : uint8_t {
  kState,
  kOutcome,
  kKind,
  kChannel,
  kContactChannel,
  kCaseType,
  kSex,
  kAgeBand,
  kProvince,
  kStation,
  kVerified,
  kVictimKind,
  kDay,
  kWeek,
  kMonth,
  kYear,
  kFiscalYear,
};
std::string_view Name(CaseDimension dimension) noexcept;  // "state", …, "age_band", "fiscal_year"
bool IsPeriod(CaseDimension dimension) noexcept;          // day to fiscal year
std::optional<CaseDimension> CaseDimensionNamed(std::string_view name) noexcept;

// Which day of a case puts it into a period.
enum class CaseDate : uint8_t { kReported, kOccurred, kAccepted, kClosed };
std::string_view Name(CaseDate date) noexcept;
std::optional<CaseDate> CaseDateNamed(std::string_view name) noexcept;  // "reported", "occurred", "accepted", "closed"

struct CaseQuestion {
  uint32_t from = 0, to = 0;  // days, both included
  CaseDate date = CaseDate::kReported;
  std::vector<CaseDimension> by;  // at most two
  AgeBands bands = *AgeBands::Named("rtp");
  bool iso_weeks = false;
  std::optional<bool> verified{};  // only those that are, or are not
  bool holds = true;               // sums of holds too: four columns of money more to read, three quarters of all
};

struct CaseSums {
  uint64_t count = 0;
  int64_t damage_satang = 0;
  uint64_t damage_unknown = 0;  // cases of which it is
  int64_t largest_satang = 0;   // the largest damage of one case in it
  int64_t requested_satang = 0, held_satang = 0, frozen_satang = 0, returned_satang = 0;

  void Add(const CaseSums& more) noexcept;
  friend bool operator==(const CaseSums&, const CaseSums&) = default;
};

// Of the as many days before those that were asked about.
struct CasesBefore {
  uint64_t count = 0;
  int64_t damage_satang = 0;
  friend bool operator==(const CasesBefore&, const CasesBefore&) = default;
};

struct CaseFigures {
  struct Row {
    std::vector<std::string> parts;  // one a dimension: a code, a band, "2026-11", "2570"; "unknown"
    CaseSums sums;
    CasesBefore before;  // where no dimension is a period
  };
  std::vector<Row> rows;  // in the order of the dimensions' values; bands all, though empty
  CaseSums totals;
  uint32_t days = 0;
  std::optional<CasesBefore> before;  // nullopt: there are not as many days
  // What the counters kept as entries were applied say of the same days. Only of reported days, and of all cases.
  bool reconciles = true;
};
base::Result<CaseFigures> CountCases(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
// Victims of the same cases instead: `count` of people, by what each of them is; a case that tells none has one of whom nothing
// is known. All else is the case's, told with its first victim; so sums of money are those of cases.
base::Result<CaseFigures> CountVictims(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
// The same as they are shown; cases by state with the days that those which left each were in it.
base::Result<StatisticTable> CaseTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
base::Result<StatisticTable> VictimTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);

}  // namespace cybercheck::cases
