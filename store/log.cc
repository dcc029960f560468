// SPDX-License-Identifier: Apache-2.0
#include "store/log.h"

#include "event/big_endian.h"

namespace cybercheck::store {
namespace {

constexpr uint8_t kRedacted = 1;
constexpr size_t kActorLengthAt = 124;  // docs/event_format.md

template <class Txn>
base::Result<std::optional<event::Entry>> ReadEntry(const Table& table, const Txn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto value, table.Get(txn, SeqKey(seq)));
  if (!value) return std::optional<event::Entry>();
  ASSIGN_OR_RETURN(const LogRow row, ParseLogRow(*value));
  ASSIGN_OR_RETURN(event::Entry entry, EntryOf(row));
  return std::optional<event::Entry>(std::move(entry));
}

template <class Txn>
base::Result<uint64_t> LastOf(const Table& table, const Txn& txn) {
  ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, table));
  ASSIGN_OR_RETURN(const auto last, cursor.Last());
  if (!last) return uint64_t{0};
  if (last->key.size() != 8) return base::Fail(base::ErrorCode::kDamaged, "table log: a key is not 8 bytes");
  return event::U64At(last->key, 0);
}

}  // namespace

std::string SeqKey(uint64_t seq) {
  std::string key;
  event::AppendU64(key, seq);
  return key;
}

base::Result<LogRow> ParseLogRow(std::string_view value) {
  const auto damaged = [] { return base::Fail(base::ErrorCode::kDamaged, "table log: a row is not the documented layout"); };
  if (value.size() < 1 + kActorLengthAt + 1) return damaged();
  const uint8_t flags = static_cast<uint8_t>(value[0]);
  const size_t header_bytes = kActorLengthAt + 1 + static_cast<uint8_t>(value[1 + kActorLengthAt]);
  if (flags > kRedacted || value.size() < 1 + header_bytes) return damaged();
  LogRow row;
  row.header = value.substr(1, header_bytes);
  const std::string_view rest = value.substr(1 + header_bytes);
  if (flags != kRedacted) {
    row.body = rest;
  } else if (rest.size() == 8 && event::U64At(rest, 0) != 0) {
    row.redacted_by = event::U64At(rest, 0);
  } else {
    return damaged();
  }
  return row;
}

std::string EncodeLogRow(std::string_view header, std::string_view body) {
  std::string row;
  row.reserve(1 + header.size() + body.size());
  row.push_back(0);
  row += header;
  row += body;
  return row;
}

std::string EncodeRedactedLogRow(std::string_view header, uint64_t redacted_by) {
  std::string row(1, static_cast<char>(kRedacted));
  row += header;
  event::AppendU64(row, redacted_by);
  return row;
}

base::Result<event::Entry> EntryOf(const LogRow& row) {
  event::Entry entry;
  ASSIGN_OR_RETURN(entry.header, event::DecodeHeader(row.header));
  if (row.body) entry.body = std::string(*row.body);
  entry.redacted_by = row.redacted_by;
  return entry;
}

base::Result<Log> Log::Open(Environment& environment, WriteTxn& txn) {
  ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kLogTable));
  return Log(table);
}
base::Result<Log> Log::Open(Environment& environment, const ReadTxn& txn) {
  ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kLogTable));
  return Log(table);
}
base::Result<std::optional<event::Entry>> Log::Read(const ReadTxn& txn, uint64_t seq) const {
  return ReadEntry(table_, txn, seq);
}
base::Result<std::optional<event::Entry>> Log::Read(const WriteTxn& txn, uint64_t seq) const {
  return ReadEntry(table_, txn, seq);
}
base::Result<uint64_t> Log::LastSeq(const ReadTxn& txn) const { return LastOf(table_, txn); }
base::Result<uint64_t> Log::LastSeq(const WriteTxn& txn) const { return LastOf(table_, txn); }

}  // namespace cybercheck::store
