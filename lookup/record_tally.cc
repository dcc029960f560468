// SPDX-License-Identifier: Apache-2.0
#include "lookup/record_tally.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/be_bytes.h"

namespace cybercheck::lookup {
namespace {

constexpr int64_t kBangkokS = 7 * 3600, kDayS = 86400;
constexpr std::string_view kNames[] = {"",       "listed", "compromised", "cleared", "merged", "case",   "complaint",
                                       "patrol", "feed",   "derived",     "pattern", "tip",    "sample", "withdrawn"};
constexpr uint8_t kWithdrawn = 13;

// By wire::SourceClass.
constexpr std::array<uint8_t, 9> kStandings = {kWithdrawn, 8, 9, 10, 11, 7, 6, 5, 12};
// By Decision::Type.
constexpr std::array<uint8_t, 5> kDecided = {kWithdrawn, 1, 3, 2, 4};

base::Error BadRow() { return base::Fail(base::ErrorCode::kDamaged, "a row of record_tally is not laid out as they are"); }

std::string KeyOf(const RecordGroup& group) {
  std::string key = RecordTallyKey(group.day);
  base::AppendBe<1>(group.kind, key);
  base::AppendBe<1>(group.standing, key);
  return key;
}

}  // namespace

RecordGroup GroupOf(indicator::Kind kind, const Record& record) noexcept {
  RecordGroup group{0, static_cast<uint8_t>(kind), kWithdrawn};
  int64_t first_s = INT64_MAX;
  for (const Slot& slot : record.slots()) {
    first_s = std::min(first_s, slot.first_s);
    const auto number = static_cast<size_t>(slot.source_class);
    if (slot.holds() && number < kStandings.size()) group.standing = std::min(group.standing, kStandings[number]);
  }
  for (const Decision& decision : record.decisions()) first_s = std::min(first_s, decision.made_s);
  if (!record.decisions().empty()) group.standing = kDecided[static_cast<size_t>(record.decisions().front().type)];
  if (first_s != INT64_MAX) group.day = static_cast<uint32_t>((std::max<int64_t>(first_s, 0) + kBangkokS) / kDayS);
  return group;
}

std::string_view StandingName(uint8_t standing) noexcept {
  return standing < std::size(kNames) ? kNames[standing] : std::string_view();
}

std::string RecordTallyKey(uint32_t day) {
  std::string key;
  base::AppendBe<4>(day, key);
  return key;
}

base::Result<RecordTallyRow> DecodeRecordTally(std::string_view key_bytes, std::string_view value_bytes) {
  base::ByteReader key(key_bytes), value(value_bytes);
  RecordTallyRow row;
  row.group.day = static_cast<uint32_t>(key.Take<4>());
  row.whole_day = key.AtEnd();
  if (!row.whole_day) {
    row.group.kind = static_cast<uint8_t>(key.Take<1>());
    row.group.standing = static_cast<uint8_t>(key.Take<1>());
  }
  row.records = value.Take<8>();
  if (!key.AtEnd() || !value.AtEnd()) return BadRow();
  return row;
}

base::Result<void> RecordTally::Flush(const store::Table& table, store::WriteTxn& txn) {
  std::map<std::string, int64_t> rows;
  for (const auto& [group, records] : added_) {
    rows[KeyOf(group)] += records;
    rows[RecordTallyKey(group.day)] += records;
  }
  for (const auto& [key, added] : rows) {
    if (added == 0) continue;
    ASSIGN_OR_RETURN(const auto bytes, table.Get(txn, key));
    uint64_t records = 0;
    if (bytes) {
      ASSIGN_OR_RETURN(const RecordTallyRow row, DecodeRecordTally(key, *bytes));
      records = row.records;
    }
    records += static_cast<uint64_t>(added);
    if (records == 0) {
      TRY(table.Delete(txn, key));
      continue;
    }
    std::string value;
    base::AppendBe<8>(records, value);
    TRY(table.Put(txn, key, value));
  }
  added_.clear();
  return {};
}

}  // namespace cybercheck::lookup
