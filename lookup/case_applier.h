// SPDX-License-Identifier: Apache-2.0
// What cases say of indicators, as records and evidence. The cases room decides what a case is worth (a complaint's class while
// it is merely received, a case's once an officer has accepted it, nothing when it is rejected) and tells it in its outcomes
// (docs/event_format.md, entries 19 to 21); this writes it. A case speaks of each indicator once, with the voice of its victim,
// so two cases count as two only for two people.
//
// What is taken back is taken out: the row leaves the list, and a record of which nothing is left leaves its table. So a rejected
// case leaves every record as if it had never been.
//
// Cases bring nothing into the review queue: they are looked at as cases.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "event/case_file.h"
#include "event/entry.h"
#include "lookup/record_rows.h"

namespace cybercheck::lookup {

// What a case's evidence is and where it stands. Table `case_evidence`, (case seq u64, case number u16) ->
//   class u8, category u8, at i64, voice u32 (lookup/reporter_sketch.h), then of each indicator: index key 17, row (seq u64, u16)
// No row: it has none.
struct CaseEvidence {
  wire::SourceClass source_class{};
  wire::Category category{};
  int64_t at_s = 0;
  uint32_t voice = 0;
  std::vector<std::pair<indicator::KeyBytes, EvidenceRef>> rows;
};
std::string EncodeCaseEvidence(const CaseEvidence& evidence);
base::Result<CaseEvidence> DecodeCaseEvidence(std::string_view bytes);  // kDamaged; any bytes are safe
std::string CaseEvidenceKey(event::CaseRef of);

// The cases of which an accepted entry changed the evidence, by its result. Errors: kDamaged.
base::Result<std::vector<event::CaseRef>> CasesTold(uint64_t seq, std::string_view result);

// Where it is kept: in its table, or while records are made again (lookup/redaction.h) in memory.
class CaseEvidenceBook {
 public:
  CaseEvidenceBook(const store::Table& table, store::WriteTxn& txn) : table_(&table), txn_(&txn) {}
  CaseEvidenceBook() = default;  // in memory, empty

  base::Result<CaseEvidence> Read(event::CaseRef of) const;  // an empty one where there is none
  base::Result<void> Write(event::CaseRef of, const CaseEvidence& evidence);

 private:
  const store::Table* table_ = nullptr;
  store::WriteTxn* txn_ = nullptr;
  std::map<event::CaseRef, CaseEvidence> memory_;
};

class CaseApplier {
 public:
  // All references must outlive it.
  CaseApplier(const LookupTables& tables, store::WriteTxn& txn, const NewKey& new_key, CaseEvidenceBook& book)
      : tables_(tables), txn_(txn), rows_(tables, txn, new_key), book_(book) {}

  // An accepted case_file, case_amend or case_move and its outcome. `scope` null: the entry is new. Errors: kDamaged, kIo.
  base::Result<void> Apply(const event::Entry& entry, std::string_view result, const Scope* scope = nullptr);

 private:
  struct Said {
    wire::SourceClass source_class{};
    wire::Category category{};
    int64_t at_s = 0;
    uint32_t voice = 0;
    std::vector<indicator::Key> keys;
  };
  base::Result<void> Say(event::CaseRef of, const Said& said);
  base::Result<void> SayClass(event::CaseRef of, wire::SourceClass source_class);
  base::Result<void> Add(const indicator::KeyBytes& key, const indicator::Key* named, const Observation& observation,
                         EvidenceRef& ref);
  base::Result<void> TakeOut(const indicator::KeyBytes& key, EvidenceRef ref);
  bool InScope(const indicator::KeyBytes& key) const { return scope_ == nullptr || scope_->key(key); }

  const LookupTables& tables_;
  store::WriteTxn& txn_;
  RecordRows rows_;
  CaseEvidenceBook& book_;
  const Scope* scope_ = nullptr;
  uint64_t seq_ = 0;       // of the entry
  uint16_t next_row_ = 0;  // of its evidence
  RecordRow row_;
  std::string form_, buffer_;
};

}  // namespace cybercheck::lookup
