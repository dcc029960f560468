// SPDX-License-Identifier: Apache-2.0
// Sums all cases by where they fall, on several threads where there are enough of them: stretches of blocks are taken in turn by
// whoever is free, each thread reads its own view of the one snapshot and sums into places of its own, which are then added up.
// What comes out does not depend on how many there were. Errors: kDamaged, kIo.
#pragma once

#include <vector>

#include "cases/case_places.h"
#include "cases/case_sums.h"
#include "cases/column_walk.h"
#include "cases/tables.h"

namespace cybercheck::cases {

struct CaseScan {
  const CasePlaces& places;
  uint32_t nowhere = 0;  // the place of those that fall nowhere, past all others
  CaseColumn days{};
  DayRange any, all;  // cases of other days than `any` fall nowhere; all those of `all` are moved by days alike
  ColumnWalk::Flags flags{};
  std::vector<CaseColumn> columns{};  // that places are found by, and those that are summed
  bool holds = false;
  bool victims = false;  // each victim beside a case's first is counted, too, by what it is
};

struct ScanThreads {
  unsigned at_most = 0;   // the caller's among them; 0: as many as there are processors, but not more than four
  uint32_t stretch = 32;  // blocks that are taken at once: 65,000 cases, a sixth of a millisecond
};

base::Result<PlaceSums> SumCases(const Tables& tables, const store::ReadTxn& txn, const CaseScan& scan, ScanThreads threads = {});

}  // namespace cybercheck::cases
