// SPDX-License-Identifier: Apache-2.0
#include "store/outcomes.h"

#include <algorithm>
#include <utility>

#include "event/big_endian.h"
#include "store/log.h"

namespace cybercheck::store {
namespace {

base::Error NotTheLayout() { return base::Fail(base::ErrorCode::kDamaged, "table outcomes: a row is not the documented layout"); }

std::string_view BytesOf(const event::EntryId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

std::string Encode(const event::EntryId& id, const event::Outcome& outcome) {
  return std::string(BytesOf(id)) + event::EncodeOutcome(outcome);
}

template <class Txn>
base::Result<std::optional<Outcomes::Row>> ReadRow(const Table& table, const Txn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto value, table.Get(txn, SeqKey(seq)));
  if (!value) return std::optional<Outcomes::Row>();
  Outcomes::Row row;
  if (value->size() < row.id.size()) return NotTheLayout();
  std::copy_n(value->begin(), row.id.size(), row.id.begin());
  ASSIGN_OR_RETURN(row.outcome, event::DecodeOutcome(value->substr(row.id.size())));
  if (row.outcome.seq != seq) return NotTheLayout();
  return std::optional<Outcomes::Row>(std::move(row));
}

template <class Txn>
base::Result<std::optional<Outcomes::Row>> FindRow(const Table& table, const Txn& txn, const EntryIds& ids,
                                                   std::string_view prefix) {
  for (const uint64_t seq : ids.Candidates(prefix)) {
    ASSIGN_OR_RETURN(auto row, ReadRow(table, txn, seq));
    if (row && BytesOf(row->id).starts_with(prefix)) return row;
  }
  return std::optional<Outcomes::Row>();
}

}  // namespace

base::Result<Outcomes> Outcomes::Open(Environment& environment, WriteTxn& txn) {
  Outcomes outcomes;
  ASSIGN_OR_RETURN(outcomes.table_, environment.OpenTable(txn, kOutcomesTable));
  return outcomes;
}
base::Result<Outcomes> Outcomes::Open(Environment& environment, const ReadTxn& txn) {
  Outcomes outcomes;
  ASSIGN_OR_RETURN(outcomes.table_, environment.OpenTable(txn, kOutcomesTable));
  return outcomes;
}

base::Result<std::optional<Outcomes::Row>> Outcomes::Read(const ReadTxn& txn, uint64_t seq) const {
  return ReadRow(table_, txn, seq);
}
base::Result<std::optional<Outcomes::Row>> Outcomes::Read(const WriteTxn& txn, uint64_t seq) const {
  return ReadRow(table_, txn, seq);
}

base::Result<event::Outcome> Outcomes::Of(const event::Header& header, const WriteTxn& txn) const {
  ASSIGN_OR_RETURN(auto row, Read(txn, header.seq));
  if (!row || row->id != header.id)
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(header.seq) + " has no outcome");
  return std::move(row->outcome);
}

base::Result<void> Outcomes::Append(WriteTxn& txn, const event::EntryId& id, const event::Outcome& outcome) const {
  return table_.Append(txn, SeqKey(outcome.seq), Encode(id, outcome));
}
base::Result<void> Outcomes::Replace(WriteTxn& txn, const event::EntryId& id, const event::Outcome& outcome) const {
  return table_.Put(txn, SeqKey(outcome.seq), Encode(id, outcome));
}

base::Result<std::optional<Outcomes::Row>> Outcomes::Find(const ReadTxn& txn, const EntryIds& ids,
                                                          std::string_view prefix) const {
  return FindRow(table_, txn, ids, prefix);
}
base::Result<std::optional<Outcomes::Row>> Outcomes::Find(const WriteTxn& txn, const EntryIds& ids,
                                                          std::string_view prefix) const {
  return FindRow(table_, txn, ids, prefix);
}

base::Result<std::unique_ptr<EntryIds>> Outcomes::ReadIds(const WriteTxn& txn) const {
  ASSIGN_OR_RETURN(const uint64_t count, table_.Count(txn));
  auto ids = std::make_unique<EntryIds>(count);
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, table_));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    if (row->key.size() != 8 || row->value.size() < sizeof(event::EntryId)) return NotTheLayout();
    const uint64_t seq = event::U64At(row->key, 0);
    if (seq == 0 || seq > EntryIds::kSeqMax) return NotTheLayout();
    ids->Add(row->value.substr(0, sizeof(event::EntryId)), seq);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  ids->Committed();
  return ids;
}

}  // namespace cybercheck::store
