// SPDX-License-Identifier: Apache-2.0
#include "lookup/record_rows.h"

#include "lookup/evidence_list.h"

namespace cybercheck::lookup {

base::Result<bool> RecordRows::Load(const indicator::KeyBytes& key, indicator::Kind kind, std::string_view form, RecordRow& row) {
  row.key = key;
  row.kind = kind;
  ASSIGN_OR_RETURN(const auto bytes, tables_.records.Get(txn_, AsBytes(key)));
  row.known = bytes.has_value();
  row.tallied.reset();
  if (row.known) {
    TRY(DecodeRecord(*bytes, row.record));
    row.tallied = GroupOf(kind, row.record);
    if (row.record.form != form) return false;
  } else {
    row.record = Record{};
  }
  // Not a view into the page, which may be written while the record is at hand.
  row.record.form = form;
  return true;
}

base::Result<void> RecordRows::Store(RecordRow& row) {
  const RecordGroup now = GroupOf(row.kind, row.record);
  if (row.tallied != now) {
    if (row.tallied) tables_.tallied->Add(*row.tallied, -1);
    tables_.tallied->Add(now, 1);
    row.tallied = now;
  }
  EncodeRecord(row.record, buffer_);
  TRY(tables_.records.Put(txn_, AsBytes(row.key), buffer_));
  if (!row.known) new_key_(row.kind, row.record.form);
  return {};
}

base::Result<void> RecordRows::Remove(RecordRow& row) {
  if (row.tallied) tables_.tallied->Add(*row.tallied, -1);
  row.tallied.reset();
  TRY(tables_.records.Delete(txn_, AsBytes(row.key)));
  return {};
}

base::Result<void> RecordRows::AddEvidence(const Observation& observation, EvidenceRef ref, RecordRow& row, bool append) {
  EncodeEvidence({row.key, row.record.head, observation}, buffer_);
  row.record.head = ref;
  if (append) return tables_.evidence.Append(txn_, EvidenceKey(ref), buffer_);
  return tables_.evidence.Put(txn_, EvidenceKey(ref), buffer_);
}

base::Result<void> RecordRows::FoldAgain(RecordRow& row) {
  fold_.Clear();
  TRY(WalkEvidence(tables_.evidence, txn_, row.key, row.record.head, [&](EvidenceRef, const Evidence& evidence) {
    if (!evidence.taken_back) fold_.Add(evidence.observation);
    return true;
  }));
  fold_.Finish(row.record);
  return {};
}

}  // namespace cybercheck::lookup
