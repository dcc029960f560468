// SPDX-License-Identifier: Apache-2.0
#include "store/counts.h"

#include "event/big_endian.h"

namespace cybercheck::store {

std::string CountKey(uint16_t table_number) {
  std::string key;
  event::AppendU16(key, table_number);
  return key;
}

std::string EncodeTableCount(const TableCount& count) {
  std::string value;
  event::AppendU64(value, count.rows);
  event::AppendU64(value, count.sum);
  return value + count.name;
}

base::Result<TableCount> DecodeTableCount(std::string_view key, std::string_view value) {
  if (key.size() != 2 || value.size() <= 16)
    return base::Fail(base::ErrorCode::kDamaged, "table counts: a row is not the documented layout");
  TableCount count;
  count.number = event::U16At(key, 0);
  count.rows = event::U64At(value, 0);
  count.sum = event::U64At(value, 8);
  count.name = value.substr(16);
  return count;
}

base::Result<std::vector<TableCount>> ReadCounts(Environment& environment, const ReadTxn& txn) {
  std::vector<TableCount> counts;
  const auto table = environment.OpenTable(txn, kCountsTable);
  if (table.has_error() && table.error().code == base::ErrorCode::kNotFound) return counts;
  TRY(table);
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, *table));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(CountKey(1)));
  while (row) {
    ASSIGN_OR_RETURN(TableCount count, DecodeTableCount(row->key, row->value));
    counts.push_back(std::move(count));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return counts;
}

base::Result<uint64_t> ReadCommits(Environment& environment, const ReadTxn& txn) {
  const auto table = environment.OpenTable(txn, kCountsTable);
  if (table.has_error() && table.error().code == base::ErrorCode::kNotFound) return uint64_t{0};
  TRY(table);
  ASSIGN_OR_RETURN(const auto value, table->Get(txn, CountKey(0)));
  if (!value || value->size() != 8)
    return base::Fail(base::ErrorCode::kDamaged, "table counts: the number of commits is missing");
  return event::U64At(*value, 0);
}

base::Result<uint64_t> ReadCommits(Environment& environment, WriteTxn& txn) {
  ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kCountsTable));
  ASSIGN_OR_RETURN(const auto value, table.Get(txn, CountKey(0)));
  return value && value->size() == 8 ? event::U64At(*value, 0) : 0;
}

}  // namespace cybercheck::store
