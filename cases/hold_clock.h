// SPDX-License-Identifier: Apache-2.0
// When a hold lapses: the decree on measures against technology crime B.E. 2566, sections 6 and 7. Pure; durations are absolute,
// so that no calendar and no time zone comes in.
//
//   ground         no complaint to police          complaint at C
//   victim         held + 72 h                     C + 7 days, and never before held + 72 h
//   bank_detected  held + 7 days                   the same
//   warrant        none                            none
//
//   A hold that is only requested, or holds nothing, has no clock. A complaint that comes when the time for it is over does not
//   bring the hold back. Onward holds are often made days after the complaint: they get their 72 hours. Frozen money has no
//   clock; what is held beside it keeps its own. Prolonged: until then, if that is later. Lengths are the policy's
//   (event/hold.h).
#pragma once

#include <cstdint>

#include "cases/hold_row.h"

namespace cybercheck::cases {

int64_t DueOf(const HoldRow& row) noexcept;  // 0: no clock runs

}  // namespace cybercheck::cases
