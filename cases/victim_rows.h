// SPDX-License-Identifier: Apache-2.0
// Victims of a case beside its first, who stands in the case's row and columns: what statistics count of them, and nothing else.
//
// Table `more_victims`, (ordinal u32 of the case, number u8: 1 the second victim) -> age u8, sex u8, province u8, kind u8
//   ordinal as in cases/case_row.h; age 255, province 0: unknown
#pragma once

#include <span>

#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

struct VictimRow {
  uint32_t ordinal = 0;
  uint8_t age = event::kAgeUnknown;
  event::Sex sex{};
  uint8_t province = 0;
  event::VictimKind kind{};
  friend bool operator==(const VictimRow&, const VictimRow&) = default;
};

// The case's victims came to be `after` (they were `before`).
base::Result<void> WriteMoreVictims(uint32_t ordinal, std::span<const event::Victim> before, std::span<const event::Victim> after,
                                    const Tables& tables, store::WriteTxn& txn);
// All there are, by case. Errors: kDamaged, kIo.
base::Result<std::vector<VictimRow>> ReadMoreVictims(const Tables& tables, const store::ReadTxn& txn);

}  // namespace cybercheck::cases
