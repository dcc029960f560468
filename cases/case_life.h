// SPDX-License-Identifier: Apache-2.0
// The life of a case, after Thai criminal procedure: from which state an officer may move it to which. Pure.
//
//   received ──> statement_taken ──> accepted ──> investigating <──> suspended (offender unknown)
//       └────────────────────────────┘                │    ^ └──────────┐
//                                                     v    │ (more)     v
//                                              file_submitted ──> prosecution ──> judgment ──> closed
//
//   from every open state:    transferred (another unit goes on where this one stood) · merged (counted with another) · closed
//   until its file is made:   rejected (no offence, told twice, not what it seemed)
//   from where it ended:      closed, rejected, merged ──> reopened ──> as from received, accepted or investigating
//
// A file may come back for more (file_submitted, prosecution -> investigating). `closed` needs an outcome, `rejected` a reason,
// `merged` the other case, `transferred` a unit.
#pragma once

#include <span>

#include "event/case_work.h"

namespace cybercheck::cases {

// In the order in which they are told.
std::span<const event::CaseState> NextStates(event::CaseState from) noexcept;
bool MayMove(event::CaseState from, event::CaseState to) noexcept;

// Whether anybody still works on it.
constexpr bool IsOpen(event::CaseState state) noexcept {
  return state != event::CaseState::kClosed && state != event::CaseState::kMerged && state != event::CaseState::kRejected;
}
// Whether it is counted as a case.
constexpr bool IsCounted(event::CaseState state) noexcept {
  return state != event::CaseState::kMerged && state != event::CaseState::kRejected;
}

}  // namespace cybercheck::cases
