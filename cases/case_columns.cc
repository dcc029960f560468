// SPDX-License-Identifier: Apache-2.0
#include "cases/case_columns.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/be_bytes.h"
#include "cases/bangkok_calendar.h"
#include "cases/money_block.h"
#include "cases/row_text.h"
#include "cases/tables.h"

namespace cybercheck::cases {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are read where they lie");

constexpr uint8_t kNumberBit = 0x80;

uint16_t DayColumn(int64_t time_s) noexcept {
  return time_s == 0 ? uint16_t{0} : static_cast<uint16_t>(std::min<uint32_t>(DayOf(time_s), UINT16_MAX));
}

std::string WordKey(WordKind kind, std::string_view text) { return std::string(1, static_cast<char>(kind)).append(text); }
std::string WordNumberKey(WordKind kind, uint16_t number) {
  std::string key(1, static_cast<char>(static_cast<uint8_t>(kind) | kNumberBit));
  base::AppendBe<2>(number, key);
  return key;
}

// The number after the last that was given.
template <class Txn>
base::Result<uint16_t> NextWord(const Tables& tables, const Txn& txn, WordKind kind) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_words));
  // The first key past all numbers of this kind; the one before it is the last.
  const std::string past(1, static_cast<char>((static_cast<uint8_t>(kind) | kNumberBit) + 1));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(past));
  if (row) {
    ASSIGN_OR_RETURN(row, cursor.Previous());
  } else {
    ASSIGN_OR_RETURN(row, cursor.Last());
  }
  if (!row || row->key.size() != 3 || static_cast<uint8_t>(row->key[0]) != (static_cast<uint8_t>(kind) | kNumberBit))
    return uint16_t{1};
  base::ByteReader reader(row->key.substr(1));
  return static_cast<uint16_t>(reader.Take<2>() + 1);
}

// The word's number, a new one where it has none. When all numbers are given, it is the empty word.
base::Result<uint16_t> NumberOf(WordKind kind, const std::string& text, const Tables& tables, store::WriteTxn& txn) {
  if (text.empty()) return uint16_t{0};
  const std::string key = WordKey(kind, text);
  ASSIGN_OR_RETURN(const auto known, tables.case_words.Get(txn, key));
  if (known) {
    base::ByteReader reader(*known);
    const auto number = static_cast<uint16_t>(reader.Take<2>());
    if (!reader.AtEnd()) return BadRow("case_words");
    return number;
  }
  ASSIGN_OR_RETURN(const uint16_t number, NextWord(tables, txn, kind));
  if (number == 0) return uint16_t{0};
  std::string value;
  base::AppendBe<2>(number, value);
  TRY(tables.case_words.Put(txn, key, value));
  TRY(tables.case_words.Put(txn, WordNumberKey(kind, number), text));
  return number;
}

// What a case has in each column but the words'.
int64_t ValueOf(CaseColumn column, const CaseRow& row) noexcept {
  switch (column) {
    case CaseColumn::kState:
      return static_cast<int64_t>(row.state);
    case CaseColumn::kFlags:
      return (row.verified ? kFlagVerified : 0) | (row.by_public ? kFlagByPublic : 0) |
             (row.victim_kind == event::VictimKind::kJuristic ? kFlagJuristic : 0);
    case CaseColumn::kKind:
      return static_cast<int64_t>(row.kind);
    case CaseColumn::kChannel:
      return static_cast<int64_t>(row.channel);
    case CaseColumn::kContact:
      return static_cast<int64_t>(row.contact);
    case CaseColumn::kOutcome:
      return static_cast<int64_t>(row.outcome);
    case CaseColumn::kAge:
      return row.age;
    case CaseColumn::kSex:
      return static_cast<int64_t>(row.sex);
    case CaseColumn::kProvince:
      return row.province;
    case CaseColumn::kClass:
      return row.evidence_class;
    case CaseColumn::kReportedDay:
      return DayColumn(row.reported_s);
    case CaseColumn::kOccurredDay:
      return DayColumn(row.occurred_s);
    case CaseColumn::kAcceptedDay:
      return DayColumn(row.accepted_s);
    case CaseColumn::kClosedDay:
      return DayColumn(row.closed_s);
    case CaseColumn::kComplaints:
      return row.complaints;
    case CaseColumn::kDamage:
      return row.damage_satang;
    case CaseColumn::kRequested:
      return row.requested_satang;
    case CaseColumn::kHeld:
      return row.held_satang;
    case CaseColumn::kFrozen:
      return row.frozen_satang;
    case CaseColumn::kReturned:
      return row.returned_satang;
    case CaseColumn::kCaseType:
    case CaseColumn::kStation:
      break;
  }
  return 0;
}

}  // namespace

size_t WidthOf(CaseColumn column) noexcept {
  if (column < CaseColumn::kCaseType) return 1;
  return column < CaseColumn::kDamage ? 2 : 0;
}

std::string ColumnKey(CaseColumn column, uint32_t block) {
  std::string key(1, static_cast<char>(column));
  base::AppendBe<4>(block, key);
  return key;
}

base::Result<void> ColumnChanges::Set(CaseColumn column, uint32_t ordinal, int64_t value, const Tables& tables,
                                      store::WriteTxn& txn) {
  const size_t width = WidthOf(column);
  if (width == 0) return SetMoney(column, ordinal, value, tables, txn);
  const uint32_t block = ordinal / kColumnBlock;
  const auto [it, is_new] = blocks_.try_emplace({column, block});
  std::string& bytes = it->second;
  if (is_new) {
    ASSIGN_OR_RETURN(const auto standing, tables.case_columns.Get(txn, ColumnKey(column, block)));
    if (standing) bytes = *standing;
  }
  const size_t at = ordinal % kColumnBlock * width;
  if (bytes.size() < at + width) bytes.resize(at + width);
  std::memcpy(bytes.data() + at, &value, width);
  return {};
}

base::Result<void> ColumnChanges::SetMoney(CaseColumn column, uint32_t ordinal, int64_t satang, const Tables& tables,
                                           store::WriteTxn& txn) {
  const uint32_t block = ordinal / kColumnBlock;
  const auto [it, is_new] = money_.try_emplace({column, block});
  std::vector<int64_t>& values = it->second;
  if (is_new) {
    ASSIGN_OR_RETURN(const auto standing, tables.case_columns.Get(txn, ColumnKey(column, block)));
    if (standing) {
      ASSIGN_OR_RETURN(const MoneyBlock money, MoneyBlock::Read(*standing));
      values = money.Values();
    }
  }
  const size_t at = ordinal % kColumnBlock;
  if (values.size() <= at) values.resize(at + 1);
  values[at] = satang;
  return {};
}

base::Result<void> ColumnChanges::Put(const CaseRow& row, const std::optional<CaseRow>& before, const Tables& tables,
                                      store::WriteTxn& txn) {
  for (size_t i = 0; i < kCaseColumnCount; ++i) {
    const auto column = static_cast<CaseColumn>(i);
    if (column == CaseColumn::kCaseType || column == CaseColumn::kStation) continue;
    const int64_t value = ValueOf(column, row);
    if (before && ValueOf(column, *before) == value) continue;
    TRY(Set(column, row.ordinal, value, tables, txn));
  }
  const auto word = [&](CaseColumn column, WordKind kind, const std::string& text, const std::string* was) -> base::Result<void> {
    if (was != nullptr && *was == text) return {};
    ASSIGN_OR_RETURN(const uint16_t number, NumberOf(kind, text, tables, txn));
    return Set(column, row.ordinal, number, tables, txn);
  };
  TRY(word(CaseColumn::kCaseType, WordKind::kCaseType, row.case_type, before ? &before->case_type : nullptr));
  return word(CaseColumn::kStation, WordKind::kStation, row.station, before ? &before->station : nullptr);
}

base::Result<void> ColumnChanges::Flush(const Tables& tables, store::WriteTxn& txn) {
  for (const auto& [key, bytes] : blocks_) TRY(tables.case_columns.Put(txn, ColumnKey(key.first, key.second), bytes));
  for (const auto& [key, satang] : money_)
    TRY(tables.case_columns.Put(txn, ColumnKey(key.first, key.second), MoneyBlock::Write(satang)));
  Clear();
  return {};
}

base::Result<std::vector<CaseWord>> WordsOf(const Tables& tables, const store::ReadTxn& txn, WordKind kind) {
  std::vector<CaseWord> words;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_words));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(WordKey(kind, "")));
  while (row && row->key[0] == static_cast<char>(kind)) {
    base::ByteReader reader(row->value);
    words.push_back({std::string(row->key.substr(1)), static_cast<uint16_t>(reader.Take<2>())});
    if (!reader.AtEnd()) return BadRow("case_words");
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return words;
}

}  // namespace cybercheck::cases
