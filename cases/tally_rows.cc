// SPDX-License-Identifier: Apache-2.0
#include "cases/tally_rows.h"

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

base::Result<void> WriteOne(const std::string& key, const TallyValues& added, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(TallyValues values, ReadTally(tables, txn, key));
  size_t count = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] += added[i];
    if (values[i] != 0) count = i + 1;
  }
  if (count == 0) {
    TRY(tables.tallies.Delete(txn, key));
    return {};
  }
  std::string bytes;
  for (size_t i = 0; i < count; ++i) base::AppendBe<8>(values[i], bytes);
  return tables.tallies.Put(txn, key, bytes);
}

base::Result<void> WriteSpread(const std::string& key, const std::map<uint16_t, uint64_t>& added, const Tables& tables,
                               store::WriteTxn& txn) {
  SpreadCounts spread;
  ASSIGN_OR_RETURN(const auto standing, tables.tallies.Get(txn, key));
  if (standing) {
    ASSIGN_OR_RETURN(spread, DecodeSpread(*standing));
  }
  std::string bytes;
  for (const auto& [many, count] : added) spread[many] += count;
  for (const auto& [many, count] : spread) {
    if (count == 0) continue;
    base::AppendBe<2>(many, bytes);
    base::AppendBe<4>(count, bytes);
  }
  if (!bytes.empty()) return tables.tallies.Put(txn, key, bytes);
  TRY(tables.tallies.Delete(txn, key));
  return {};
}

}  // namespace

std::string TallyKey(Tally tally, TallyGrain grain, uint32_t period, std::string_view group) {
  std::string key{static_cast<char>(tally), static_cast<char>(grain)};
  base::AppendBe<4>(period, key);
  return key.append(group);
}

base::Result<TallyValues> DecodeTallyValues(std::string_view bytes) {
  if (bytes.size() % 8 != 0 || bytes.size() > kTallyValues * 8) return BadRow("tallies");
  base::ByteReader reader(bytes);
  TallyValues values{};
  for (size_t i = 0; i < bytes.size() / 8; ++i) values[i] = reader.Take<8>();
  return values;
}

base::Result<SpreadCounts> DecodeSpread(std::string_view bytes) {
  base::ByteReader reader(bytes);
  SpreadCounts spread;
  while (reader.left() != 0 && reader.good()) {
    const auto many = static_cast<uint16_t>(reader.Take<2>());
    spread[many] = reader.Take<4>();
  }
  if (!reader.AtEnd()) return BadRow("tallies");
  return spread;
}

base::Result<TallyValues> ReadTally(const Tables& tables, const store::WriteTxn& txn, const std::string& key) {
  ASSIGN_OR_RETURN(const auto bytes, tables.tallies.Get(txn, key));
  if (!bytes) return TallyValues{};
  return DecodeTallyValues(*bytes);
}

void TallyChanges::Add(Tally tally, uint32_t day, std::string group, const TallyValues& values, bool out) {
  TallyValues& added = added_[{tally, day, std::move(group)}];
  for (size_t i = 0; i < values.size(); ++i) added[i] += out ? ~values[i] + 1 : values[i];
}

base::Result<void> TallyChanges::Flush(const Tables& tables, store::WriteTxn& txn) {
  std::map<std::string, TallyValues> rows;
  std::map<std::string, std::map<uint16_t, uint64_t>> spreads;
  const auto add = [&rows](std::string key, const TallyValues& values) {
    TallyValues& row = rows[std::move(key)];
    for (size_t i = 0; i < values.size(); ++i) row[i] += values[i];
  };
  for (const auto& [place, values] : added_) {
    const auto& [tally, day, group] = place;
    if (values == TallyValues{}) continue;
    add(TallyKey(tally, TallyGrain::kTotal, day, {}), values);
    add(TallyKey(tally, TallyGrain::kDay, day, group), values);
    if (!IsSpread(tally)) {
      add(TallyKey(tally, TallyGrain::kMonth, MonthOfDay(day), group), values);
      add(TallyKey(tally, TallyGrain::kYear, YearOfDay(day), group), values);
      continue;
    }
    const std::string_view prefix(group.data(), group.size() - 2);
    base::ByteReader reader(std::string_view(group).substr(prefix.size()));
    spreads[TallyKey(tally, TallyGrain::kMonth, MonthOfDay(day), prefix)][static_cast<uint16_t>(reader.Take<2>())] += values[0];
  }
  for (const auto& [key, counts] : spreads) TRY(WriteSpread(key, counts, tables, txn));
  for (const auto& [key, values] : rows)
    if (values != TallyValues{}) TRY(WriteOne(key, values, tables, txn));
  added_.clear();
  return {};
}

}  // namespace cybercheck::cases
