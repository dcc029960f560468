// SPDX-License-Identifier: Apache-2.0
// The targets of a fiscal year and what came of them, written out. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cases/code_names.h"
#include "cases/publications.h"
#include "cases/release_period.h"
#include "server/statistics_document.h"

namespace cybercheck::server {

struct MeasuredTarget {
  cases::Told<event::TargetSet> set;
  std::optional<double> actual;                                   // nullopt: of nothing, or the year has not begun
  std::vector<std::pair<uint32_t, std::optional<double>>> trend;  // months that have begun, and what each came to

  double wanted() const;
  std::optional<bool> reached() const;
};

struct TargetYear {
  uint32_t fiscal_year = 0;  // Buddhist
  cases::ReleasePeriod period;
  uint32_t measured_to = 0;  // the last day that is counted; 0: the year has not begun
  std::vector<MeasuredTarget> targets;
  // Of the figures in their formulas: "holds", "holds.held_satang", "holds.date".
  std::vector<std::pair<std::string, const wire::Words*>> definitions;
  bool reconciles = true;  // all tables that were counted
  LogPosition as_of;
};

// What a target is, as an object's members: name, formula, unit, target, at_most, owner.
void AppendTargetSet(const event::TargetSet& target, std::string& out);

void AppendTargetsJson(const TargetYear& year, std::string& out);
// A row for each target's year and for each of its months, `kind` telling which: to be filtered, or turned into a table of
// months. As all CSV here (server/statistics_document.h).
void AppendTargetsCsv(const TargetYear& year, bool bom, std::string& out);
// A row for each target, its twelve months beside each other; a sheet of definitions behind. Errors: kIo, kBodyTooLarge.
base::Result<std::string> TargetsWorkbook(const TargetYear& year, const cases::CodeNames& names);

}  // namespace cybercheck::server
