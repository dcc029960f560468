// SPDX-License-Identifier: Apache-2.0
#include "cases/control_totals.h"

#include <algorithm>

#include "cases/bangkok_calendar.h"
#include "cases/row_text.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {
namespace {

std::string TotalKey(uint32_t day, event::CaseChannel channel, std::string_view station) {
  std::string key;
  base::AppendBe<4>(day, key);
  base::AppendBe<1>(static_cast<uint8_t>(channel), key);
  return key.append(station);
}

base::Result<ControlTotalRow> DecodeTotal(std::string_view key_bytes, std::string_view bytes) {
  base::ByteReader key(key_bytes), reader(bytes);
  ControlTotalRow row;
  row.day = static_cast<uint32_t>(key.Take<4>());
  const uint64_t channel = key.Take<1>();
  row.station = key.TakeBytes(key.left());
  for (uint64_t* value : {&row.arrived, &row.arrived_satang, &row.told, &row.told_satang, &row.told_seq})
    *value = reader.Take<8>();
  if (!key.good() || !reader.AtEnd() || channel >= event::kCaseChannelCount) return BadRow("control_totals");
  row.channel = static_cast<event::CaseChannel>(channel);
  return row;
}

base::Result<ControlTotalRow> ReadOrNew(const std::string& key, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto bytes, tables.control_totals.Get(txn, key));
  if (!bytes) return ControlTotalRow{};
  return DecodeTotal(key, *bytes);
}

base::Result<void> Write(const std::string& key, const ControlTotalRow& row, const Tables& tables, store::WriteTxn& txn) {
  if (row.arrived == 0 && row.told_seq == 0) {
    TRY(tables.control_totals.Delete(txn, key));
    return {};
  }
  std::string value;
  for (const uint64_t number : {row.arrived, row.arrived_satang, row.told, row.told_satang, row.told_seq})
    base::AppendBe<8>(number, value);
  return tables.control_totals.Put(txn, key, value);
}

}  // namespace

namespace {

void TallyArrived(const ComplaintRow& row, int sign, TallyChanges& tallies) {
  const TallyValues values{1, static_cast<uint64_t>(std::max<int64_t>(row.damage_satang, 0)), row.damage_satang < 0 ? 1u : 0u};
  const std::string group{static_cast<char>(row.channel), static_cast<char>(row.kind)};
  tallies.Add(Tally::kComplaints, DayOf(row.reported_s), group, values, sign < 0);
  tallies.Add(Tally::kComplaintsByUnit, DayOf(row.reported_s), group + row.station, values, sign < 0);
  tallies.Add(Tally::kComplaintsOfUnits, DayOf(row.reported_s), std::string(group.size(), '\0') + row.station, values, sign < 0);
}

}  // namespace

base::Result<void> CountArrived(const ComplaintRow& row, int sign, const Tables& tables, store::WriteTxn& txn) {
  const auto change = static_cast<uint64_t>(sign);  // modulo 2^64, so that -1 takes away
  const auto damage = static_cast<uint64_t>(std::max<int64_t>(row.damage_satang, 0));
  TallyArrived(row, sign, *tables.tallied);
  std::string_view stations[] = {"", row.station};
  for (size_t i = 0; i < (row.station.empty() ? 1u : 2u); ++i) {
    const std::string key = TotalKey(DayOf(row.reported_s), row.channel, stations[i]);
    ASSIGN_OR_RETURN(ControlTotalRow total, ReadOrNew(key, tables, txn));
    total.arrived += change;
    total.arrived_satang += change * damage;
    TRY(Write(key, total, tables, txn));
  }
  return {};
}

base::Result<void> WriteTold(const event::ControlTotal& total, uint64_t seq, const Tables& tables, store::WriteTxn& txn) {
  const std::string key = TotalKey(total.day, total.channel, total.station);
  ASSIGN_OR_RETURN(ControlTotalRow row, ReadOrNew(key, tables, txn));
  row.told = total.complaints;
  row.told_satang = static_cast<uint64_t>(total.damage_satang);
  row.told_seq = seq;
  return Write(key, row, tables, txn);
}

base::Result<std::vector<ControlTotalRow>> ReadControlTotals(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                             uint32_t to, size_t limit) {
  std::vector<ControlTotalRow> rows;
  std::string first;
  base::AppendBe<4>(from, first);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.control_totals));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(first));
  while (row && rows.size() < limit) {
    ASSIGN_OR_RETURN(ControlTotalRow total, DecodeTotal(row->key, row->value));
    if (total.day > to) break;
    rows.push_back(std::move(total));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return rows;
}

}  // namespace cybercheck::cases
