// SPDX-License-Identifier: Apache-2.0
// Counts cases: by one thing or by two, over days, from the columns (cases/case_columns.h). Counted is every case from the moment
// it is received, verified or not, but those merged into another or rejected. Whole numbers and satang throughout. Pure functions
// of a snapshot; any thread. Errors: kDamaged, kIo.
//
// What is asked is answered exactly and may identify people: only staff who work with figures may ask it. What everybody may read
// is released (disclosure control stands before that).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cases/case_axes.h"
#include "cases/case_sums.h"
#include "cases/statistic_table.h"
#include "cases/tables.h"

namespace cybercheck::cases {

// Of the period before that which was asked about (cases/statistic_table.h).
struct CasesBefore {
  uint64_t count = 0;
  int64_t damage_satang = 0;
  friend bool operator==(const CasesBefore&, const CasesBefore&) = default;
};

struct CaseFigures {
  struct Row {
    std::array<uint32_t, 2> groups{};  // one a dimension: which of `names`
    CaseSums sums;
    CasesBefore before;  // where no dimension is a period
  };
  // Of each dimension, in the order of its values: a code, a band, "2026-11", "2570"; "unknown".
  std::vector<std::vector<std::string>> names;
  std::vector<Row> rows;  // in the order of the dimensions' values; bands all, though empty
  CaseSums totals;
  uint32_t days = 0;
  std::optional<CasesBefore> before;  // nullopt: there is none
  // What the counters kept as entries were applied say of the same days. Only of reported days, and of all cases.
  bool reconciles = true;

  const std::string& PartOf(const Row& row, size_t dimension) const { return names[dimension][row.groups[dimension]]; }
  std::vector<std::string> PartsOf(const Row& row) const;
};
base::Result<CaseFigures> CountCases(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
// Victims of the same cases instead: `count` of people, by what each of them is; a case that tells none has one of whom nothing
// is known. All else is the case's, told with its first victim; so sums of money are those of cases.
base::Result<CaseFigures> CountVictims(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
// The same as they are shown; cases by state with the days that those which left each were in it.
base::Result<StatisticTable> CaseTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);
base::Result<StatisticTable> VictimTable(const Tables& tables, const store::ReadTxn& txn, const CaseQuestion& question);

}  // namespace cybercheck::cases
