// SPDX-License-Identifier: Apache-2.0
// Writes appeals into records: that one is open, and what it comes to. A function of the tables and the entry (see
// report_applier.h). Lives for one entry, inside the applier's write transaction.
//
//   opened -> in_review -> upheld   (the flag goes, the decision stands)
//                       -> cleared  (the flag goes, a standing clear is put on the indicator)
#pragma once

#include <string_view>

#include "event/appeal.h"
#include "lookup/record_rows.h"
#include "store/log.h"

namespace cybercheck::lookup {

class AppealApplier {
 public:
  // All references must outlive it.
  AppealApplier(const LookupTables& tables, store::WriteTxn& txn, const NewKey& new_key, const store::Log& log)
      : tables_(tables), txn_(txn), log_(log), rows_(tables, txn, new_key) {}

  // Why it was refused, or "" when it was done. bad_body, wrong_state (one is open already).
  base::Result<std::string_view> Open(const event::Header& header, const event::AppealOpen& open, const Scope* scope = nullptr);
  // bad_body, not_found (no such appeal), wrong_state, own_decision (the officer's own, or a proposal of his), own_work (the
  // officer submitted it).
  struct Moved {
    std::string_view refusal;  // "": done
    EvidenceRef queue;         // the place in the review queue that a cleared one left; none: it did not wait
    bool skipped = false;      // out of scope
  };
  base::Result<Moved> Move(const event::Header& header, const event::AppealMove& move, const Scope* scope = nullptr);

 private:
  base::Result<bool> WasOpened(const event::AppealMove& move, uint64_t before_seq) const;
  base::Result<std::string_view> RefusalOf(const event::Header& header, const event::AppealMove& move) const;

  const LookupTables& tables_;
  store::WriteTxn& txn_;
  const store::Log& log_;
  RecordRows rows_;
  RecordRow row_;
};

}  // namespace cybercheck::lookup
