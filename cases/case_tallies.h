// SPDX-License-Identifier: Apache-2.0
// What a case tells the tallies (cases/tally_rows.h) as it comes to stand otherwise: its victims, and how long it was in the
// state it leaves.
#pragma once

#include "cases/case_row.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {

// Victims a case counts as: those it tells, and one of whom nothing is known where it tells none.
uint64_t VictimsOf(const CaseRow& row) noexcept;
// `before`: null: it is new.
void TallyCase(const CaseRow* before, const CaseRow& now, TallyChanges& tallies);

}  // namespace cybercheck::cases
