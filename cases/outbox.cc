// SPDX-License-Identifier: Apache-2.0
#include "cases/outbox.h"

#include "base/be_bytes.h"
#include "cases/case_row.h"

namespace cybercheck::cases {

using base::ErrorCode;
using base::Fail;

std::string EncodeOutboxRow(event::CaseRef of, event::CaseState to) {
  std::string value = CaseKey(of);
  base::AppendBe<1>(static_cast<uint8_t>(to), value);
  return value;
}

base::Result<std::vector<OutboxRow>> ReadOutbox(const Tables& tables, const store::ReadTxn& txn, uint64_t after, size_t count) {
  std::vector<OutboxRow> rows;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.outbox));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(store::SeqKey(after + 1)));
  while (row && rows.size() < count) {
    if (row->key.size() != 8 || row->value.size() != kCaseKeyBytes + 1) return Fail(ErrorCode::kDamaged, "a row of outbox");
    const auto state = static_cast<uint8_t>(row->value.back());
    if (state >= event::kCaseStateCount) return Fail(ErrorCode::kDamaged, "a row of outbox");
    OutboxRow& read = rows.emplace_back();
    read.seq = base::ByteReader(row->key).Take<8>();
    read.to = static_cast<event::CaseState>(state);
    ASSIGN_OR_RETURN(read.of, DecodeCaseKey(row->value));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return rows;
}

base::Result<bool> WaitsInOutbox(const Tables& tables, const store::ReadTxn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto row, tables.outbox.Get(txn, store::SeqKey(seq)));
  return row.has_value();
}

base::Result<uint64_t> OutboxLength(const Tables& tables, const store::ReadTxn& txn) { return tables.outbox.Count(txn); }

}  // namespace cybercheck::cases
