// SPDX-License-Identifier: Apache-2.0
// The decisions of a record: which one is in force, and how they come and go. Pure.
//
// The one in force is that of the latest entry among those that are made and not over. At most four stay in a record, latest
// first; when a fifth comes, one that is over by then leaves, else the oldest: the log keeps them all.
#pragma once

#include "lookup/record.h"

namespace cybercheck::lookup {

// Null: none.
const Decision* DecisionInForce(const Record& record, int64_t now_s) noexcept;
bool IsCleared(const Record& record, int64_t now_s) noexcept;
// As of the time it is made. One of the same entry is replaced.
void AddDecision(const Decision& decision, Record& record) noexcept;
// False: the record holds none of this entry.
bool RemoveDecision(uint64_t seq, Record& record) noexcept;

// Whether it warns: listed, or compromised.
inline bool Lists(const Decision& decision) noexcept {
  return decision.type == Decision::Type::kList || decision.type == Decision::Type::kCompromised;
}

}  // namespace cybercheck::lookup
