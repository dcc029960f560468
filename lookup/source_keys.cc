// SPDX-License-Identifier: Apache-2.0
#include "lookup/source_keys.h"

#include <algorithm>
#include <optional>

#include "lookup/be_bytes.h"
#include "lookup/evidence_list.h"
#include "lookup/projection.h"

namespace cybercheck::lookup {
namespace {

// The source's slot; where others have pushed it out of the record, made again from the evidence.
base::Result<std::optional<Slot>> SlotOfSource(const store::Table& evidence, const store::ReadTxn& txn,
                                               const indicator::KeyBytes& key, const Record& record, uint16_t number) {
  const auto slots = record.slots();
  const auto same = std::ranges::find(slots, number, &Slot::source);
  if (same != slots.end()) return std::optional<Slot>(*same);
  if (!record.more_sources) return std::optional<Slot>();
  SlotFold fold;
  TRY(WalkEvidence(evidence, txn, key, record.head, [&](EvidenceRef, const Evidence& row) {
    if (row.observation.source == number) fold.Add(row.observation);
    return true;
  }));
  if (fold.slots().empty()) return std::optional<Slot>();
  return std::optional<Slot>(fold.slots().front());
}

}  // namespace

base::Result<SourceKeys> SourceKeys::Open(store::Environment& environment, std::string_view source) {
  SourceKeys keys(environment);
  ASSIGN_OR_RETURN(const store::ReadTxn txn, environment.BeginRead());
  ASSIGN_OR_RETURN(const store::Table sources, environment.OpenTable(txn, kSourcesTable));
  ASSIGN_OR_RETURN(const auto bytes, sources.Get(txn, source));
  if (!bytes) return base::Fail(base::ErrorCode::kNotFound, "no source is called \"" + std::string(source) + "\" here");
  keys.number_ = static_cast<uint16_t>(ByteReader(*bytes).Take<2>());
  ASSIGN_OR_RETURN(const store::Table records, environment.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(keys.total_, records.Count(txn));
  return keys;
}

base::Result<bool> SourceKeys::Next(size_t records_max, std::vector<Named>& found) {
  found.clear();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, environment_->BeginRead());
  ASSIGN_OR_RETURN(const store::Table records, environment_->OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(const store::Table evidence, environment_->OpenTable(txn, kEvidenceTable));
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, records));
  ASSIGN_OR_RETURN(auto row, last_.empty() ? cursor.First() : cursor.SeekAtLeast(last_));
  if (row && row->key == last_) {
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  Record record;
  for (size_t i = 0; row && i < records_max; ++i) {
    indicator::KeyBytes key;
    if (row->key.size() != key.size() || !indicator::IsKind(static_cast<uint8_t>(row->key[0])))
      return base::Fail(base::ErrorCode::kDamaged, "a record's key is not laid out as keys are");
    std::ranges::copy(row->key, key.begin());
    TRY(DecodeRecord(row->value, record));
    ASSIGN_OR_RETURN(const auto slot, SlotOfSource(evidence, txn, key, record, number_));
    if (slot && slot->holds())
      found.push_back({{static_cast<indicator::Kind>(key[0]), std::string(record.form)},
                       slot->source_class,
                       slot->category,
                       slot->times_s[0]});
    last_.assign(row->key);
    ++read_;
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  total_ = std::max(total_, read_);
  return row.has_value();
}

}  // namespace cybercheck::lookup
