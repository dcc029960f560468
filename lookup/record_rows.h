// SPDX-License-Identifier: Apache-2.0
// Records and their evidence as the applier writes them: one changed row (the record) for whatever is said of a key, all else
// appended. Shared by everything that decides an entry (feed_applier, report_applier, review_applier, appeal_applier), so that
// records come about in one way. Lives for one entry, inside the applier's write transaction.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "indicator/key.h"
#include "lookup/evidence.h"
#include "lookup/record_tally.h"
#include "store/environment.h"

namespace cybercheck::lookup {

struct LookupTables {
  store::Table records, evidence, sources, hosts, submitters, proposals, case_evidence, record_tally;
  std::shared_ptr<RecordTally> tallied = std::make_shared<RecordTally>();  // by this batch
};

// Called with every key that gets a record.
using NewKey = std::function<void(indicator::Kind, std::string_view form)>;

// Where an entry may write. Absent: everywhere. Used by redaction, which makes only some keys again.
struct Scope {
  std::function<bool(const indicator::KeyBytes&)> key;   // the record of what the entry names
  std::function<bool(const indicator::KeyBytes&)> host;  // the record of its "host/"
  uint64_t gone = 0;                                     // the entry whose body is being removed: it says nothing any more
};

inline std::string_view AsBytes(const indicator::KeyBytes& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

struct RecordRow {
  indicator::KeyBytes key{};
  indicator::Kind kind{};
  bool known = false;                  // was there before
  Record record;                       // its form is the caller's
  std::optional<RecordGroup> tallied;  // as what it counts
};

class RecordRows {
 public:
  // All references must outlive it.
  RecordRows(const LookupTables& tables, store::WriteTxn& txn, const NewKey& new_key)
      : tables_(tables), txn_(txn), new_key_(new_key) {}

  // The record of a key; an empty one where there is none. False: the record is another form's. Two forms with one key are 2^64
  // hashes of work for whoever wants to harm his own address: the first keeps it, and nothing is known of the second.
  // `form` must live as long as `row` is used.
  base::Result<bool> Load(const indicator::KeyBytes& key, indicator::Kind kind, std::string_view form, RecordRow& row);
  base::Result<void> Store(RecordRow& row);
  base::Result<void> Remove(RecordRow& row);

  // Puts a row of evidence at the head of the record's list; the record is not stored yet. `append`: it is the newest of all.
  base::Result<void> AddEvidence(const Observation& observation, EvidenceRef ref, RecordRow& row, bool append);
  // Makes the record's slots again from its list.
  base::Result<void> FoldAgain(RecordRow& row);

 private:
  const LookupTables& tables_;
  store::WriteTxn& txn_;
  const NewKey& new_key_;
  SlotFold fold_;
  std::string buffer_;
};

}  // namespace cybercheck::lookup
