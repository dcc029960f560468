// SPDX-License-Identifier: Apache-2.0
// Walks the evidence of one key, newest entry first. In the caller's transaction.
#pragma once

#include "lookup/evidence.h"
#include "store/environment.h"

namespace cybercheck::lookup {

// Calls visit(EvidenceRef, const Evidence&) until it returns false. Errors: kDamaged when the list leads to another key, to
// nothing, or not strictly back in time (so a walk always ends); kIo.
template <class Txn, class Visit>
base::Result<void> WalkEvidence(const store::Table& table, const Txn& txn, const indicator::KeyBytes& key, EvidenceRef head,
                                Visit visit) {
  while (head.seq != 0) {
    ASSIGN_OR_RETURN(const auto bytes, table.Get(txn, EvidenceKey(head)));
    if (!bytes) return base::Fail(base::ErrorCode::kDamaged, "a list of evidence leads nowhere");
    ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(*bytes));
    if (evidence.key != key) return base::Fail(base::ErrorCode::kDamaged, "a list of evidence leads to another key");
    if (!visit(head, evidence)) return {};
    const EvidenceRef previous = evidence.previous;
    if (previous.seq > head.seq || (previous.seq == head.seq && previous.row >= head.row))
      return base::Fail(base::ErrorCode::kDamaged, "a list of evidence does not lead back in time");
    head = previous;
  }
  return {};
}

}  // namespace cybercheck::lookup
