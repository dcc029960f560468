// SPDX-License-Identifier: Apache-2.0
#include "cases/victim_rows.h"

#include <algorithm>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

std::string VictimKey(uint32_t ordinal, size_t number) {
  std::string key;
  base::AppendBe<4>(ordinal, key);
  base::AppendBe<1>(number, key);
  return key;
}

std::string VictimValue(const event::Victim& victim) {
  return {static_cast<char>(victim.age), static_cast<char>(victim.sex), static_cast<char>(victim.province),
          static_cast<char>(victim.kind)};
}

}  // namespace

base::Result<void> WriteMoreVictims(uint32_t ordinal, std::span<const event::Victim> before, std::span<const event::Victim> after,
                                    const Tables& tables, store::WriteTxn& txn) {
  for (size_t i = 1; i < std::max(before.size(), after.size()); ++i) {
    const std::string key = VictimKey(ordinal, i);
    if (i >= after.size()) {
      TRY(tables.more_victims.Delete(txn, key));
      continue;
    }
    const std::string value = VictimValue(after[i]);
    if (i < before.size() && VictimValue(before[i]) == value) continue;
    TRY(tables.more_victims.Put(txn, key, value));
  }
  return {};
}

base::Result<std::vector<VictimRow>> ReadMoreVictims(const Tables& tables, const store::ReadTxn& txn) {
  std::vector<VictimRow> victims;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.more_victims));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    base::ByteReader key(row->key), value(row->value);
    VictimRow victim;
    victim.ordinal = static_cast<uint32_t>(key.Take<4>());
    key.Take<1>();
    victim.age = static_cast<uint8_t>(value.Take<1>());
    const uint64_t sex = value.Take<1>();
    victim.province = static_cast<uint8_t>(value.Take<1>());
    const uint64_t kind = value.Take<1>();
    if (!key.AtEnd() || !value.AtEnd() || sex >= event::kSexCount || kind > 1) return BadRow("more_victims");
    victim.sex = static_cast<event::Sex>(sex);
    victim.kind = static_cast<event::VictimKind>(kind);
    victims.push_back(victim);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return victims;
}

}  // namespace cybercheck::cases
