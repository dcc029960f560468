// SPDX-License-Identifier: Apache-2.0
// Money that was stopped in time. Of each place a case's money reached: the smaller of what stands stopped there (held, frozen or
// given back) and of the tainted money that the trail leaves there (cases/trail.h, prorata). Tainted money is at one place only,
// so each baht counts once, however many banks hold it.
//
// Kept by case, and renewed before each commit that changes its holds, transfers, state or day; tallied by the day on which
// the case was reported and by level, a case that is merged or rejected not (cases/tally_rows.h).
//
// Table `case_stopped`, case -> day u32, then by level: level u8, places u32, stopped u64, held u64 (satang); cases in which
// nothing is stopped have no row
#pragma once

#include <set>

#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

// On the applier's thread.
class StoppedMoney {
 public:
  void Touch(event::CaseRef of) {
    if (of.seq != 0) touched_.insert(of);
  }
  // Errors: kDamaged, kIo, kStorageFull.
  base::Result<void> Flush(const Tables& tables, store::WriteTxn& txn);
  void Clear() { touched_.clear(); }

 private:
  std::set<event::CaseRef> touched_;
};

}  // namespace cybercheck::cases
