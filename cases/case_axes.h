// SPDX-License-Identifier: Apache-2.0
// What statistics of cases can be told by: a dimension reads one column (cases/case_columns.h), and each value of it falls into
// one group. Errors: kBadRequest (an age band scheme that is none), kDamaged, kIo.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/age_bands.h"
#include "cases/case_columns.h"
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
inline constexpr size_t kCaseDimensionCount = static_cast<size_t>(CaseDimension::kFiscalYear) + 1;
std::string_view Name(CaseDimension dimension) noexcept;  // "state", …, "age_band", "fiscal_year"
bool IsPeriod(CaseDimension dimension) noexcept;          // day to fiscal year
bool ShowsAll(CaseDimension dimension) noexcept;          // rows are shown though nothing falls into them
std::optional<CaseDimension> CaseDimensionNamed(std::string_view name) noexcept;

// Which day of a case puts it into a period.
enum class CaseDate : uint8_t { kReported, kOccurred, kAccepted, kClosed };
std::string_view Name(CaseDate date) noexcept;
std::optional<CaseDate> CaseDateNamed(std::string_view name) noexcept;  // "reported", "occurred", "accepted", "closed"
CaseColumn ColumnOf(CaseDate date) noexcept;

struct CaseQuestion {
  uint32_t from = 0, to = 0;  // days, both included
  CaseDate date = CaseDate::kReported;
  std::vector<CaseDimension> by;  // at most two
  AgeBands bands = *AgeBands::Named("rtp");
  bool iso_weeks = false;
  std::optional<bool> verified{};  // only those that are, or are not
  bool holds = true;               // sums of holds too: four columns of money more to read, three quarters of all
};

struct CaseAxis {
  CaseColumn column{};
  std::vector<uint32_t> group_of;  // by value of the column; a value past them is damage
  std::vector<std::string> names;  // by group, in the order in which they are shown; none where the question has no day
};
base::Result<CaseAxis> AxisOf(CaseDimension dimension, const CaseQuestion& question, const Tables& tables,
                              const store::ReadTxn& txn);

}  // namespace cybercheck::cases
