// SPDX-License-Identifier: Apache-2.0
// Writes the rows of a feed into records, evidence and hosts. A function of the tables, the policy in force and the rows: the
// same code runs when an entry is first applied, when the log is replayed, and when a redaction makes records again. Lives for
// one entry, inside the applier's write transaction.
#pragma once

#include <functional>
#include <vector>

#include "event/feed_observed.h"
#include "lookup/evidence.h"
#include "lookup/host_row.h"
#include "lookup/record_rows.h"
#include "store/environment.h"

namespace cybercheck::lookup {

class FeedApplier {
 public:
  // `new_key` is called with every key that gets a record. All references must outlive the applier.
  FeedApplier(const LookupTables& tables, store::WriteTxn& txn, const Policy& policy, const NewKey& new_key)
      : tables_(tables), txn_(txn), policy_(policy), rows_(tables, txn, new_key) {}

  // Why a decoded feed cannot be applied: a code, or "" when it can. `source` is the name the entry's actor signs with.
  static std::string_view RefusalOf(std::string_view source, const event::FeedObserved& feed);

  // Rows whose source had not named their key before, and all other rows; and the rows that fell on a cleared key and put it into
  // the review queue. As JSON: the result of the outcome; `requeued` stands there only when there are any.
  struct Counts {
    uint64_t imported = 0, merged = 0;
    std::vector<uint16_t> requeued;
    std::string ToJson() const;
  };
  static base::Result<Counts> ParseCounts(std::string_view result);  // kDamaged
  // `time_s` is the entry's. `scope` null: the entry is new, and evidence is appended; else it is put back among the rest.
  base::Result<Counts> Apply(uint64_t seq, int64_t time_s, uint16_t source, const event::FeedObserved& feed,
                             const Scope* scope = nullptr);

 private:
  enum class Effect : uint8_t { kImported, kMerged, kNothing };
  base::Result<Effect> ApplyOne(const indicator::KeyBytes& key, indicator::Kind kind, std::string_view form,
                                const Observation& observation, EvidenceRef ref);
  // Whether the entry's row brought evidence when it was applied.
  base::Result<bool> BroughtEvidence(EvidenceRef ref) const;
  // The slot of the observation's source, made again from the evidence list; whether the list holds the observation already.
  base::Result<bool> FindInEvidence(const indicator::KeyBytes& key, const Observation& observation, std::vector<Slot>& slots);
  base::Result<void> Promote(const event::FeedRow& row, const indicator::KeyBytes& key, uint16_t row_number);
  struct Derived {
    std::string form;
    Observation observation;
    uint16_t row;
  };
  const LookupTables& tables_;
  store::WriteTxn& txn_;
  const Policy& policy_;
  RecordRows rows_;
  const Scope* scope_ = nullptr;
  int64_t time_s_ = 0;
  bool requeued_ = false;  // by the row at hand
  std::vector<Derived> derived_;
  RecordRow row_;
  SlotFold fold_;
  std::string buffer_;
};

}  // namespace cybercheck::lookup
