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
#include "store/environment.h"

namespace cybercheck::lookup {

struct FeedTables {
  store::Table records, evidence, sources, hosts;
};

class FeedApplier {
 public:
  // Where a row may write. Absent: everywhere. Used by redaction, which makes only some keys again.
  struct Scope {
    std::function<bool(const indicator::KeyBytes&)> key;   // the row's own record
    std::function<bool(const indicator::KeyBytes&)> host;  // the record of its "host/"
  };
  // `new_key` is called with every key that gets a record. All references must outlive the applier.
  FeedApplier(const FeedTables& tables, store::WriteTxn& txn, const Policy& policy,
              const std::function<void(indicator::Kind, std::string_view form)>& new_key)
      : tables_(tables), txn_(txn), policy_(policy), new_key_(new_key) {}

  // Why a decoded feed cannot be applied: a code, or "" when it can. `source` is the name the entry's actor signs with.
  static std::string_view RefusalOf(std::string_view source, const event::FeedObserved& feed);

  // Rows whose source had not named their key before, and all other rows. As JSON: the result of the outcome.
  struct Counts {
    uint64_t imported = 0, merged = 0;
    std::string ToJson() const;
  };
  static base::Result<Counts> ParseCounts(std::string_view result);  // kDamaged
  // `scope` null: the entry is new, and evidence is appended; else it is put back among the rest.
  base::Result<Counts> Apply(uint64_t seq, uint16_t source, const event::FeedObserved& feed, const Scope* scope = nullptr);

 private:
  enum class Effect : uint8_t { kImported, kMerged, kNothing };
  base::Result<Effect> ApplyOne(const indicator::KeyBytes& key, indicator::Kind kind, std::string_view form,
                                const Observation& observation, EvidenceRef ref);
  // Whether the entry's row brought evidence when it was applied.
  base::Result<bool> BroughtEvidence(EvidenceRef ref) const;
  // The slot of the observation's source, made again from the evidence list; whether the list holds the observation already.
  base::Result<bool> FindInEvidence(const indicator::KeyBytes& key, const Observation& observation, std::vector<Slot>& slots);
  base::Result<void> Promote(const event::FeedRow& row, const indicator::KeyBytes& key, uint16_t row_number);
  base::Result<void> PutEvidence(EvidenceRef ref, const Evidence& evidence);

  struct Derived {
    std::string form;
    Observation observation;
    uint16_t row;
  };
  const FeedTables& tables_;
  store::WriteTxn& txn_;
  const Policy& policy_;
  const std::function<void(indicator::Kind, std::string_view)>& new_key_;
  const Scope* scope_ = nullptr;
  std::vector<Derived> derived_;
  Record record_;
  SlotFold fold_;
  std::string buffer_, evidence_buffer_;
};

}  // namespace cybercheck::lookup
