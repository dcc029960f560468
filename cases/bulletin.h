// SPDX-License-Identifier: Apache-2.0
// The week as the police tell it: what was reported from Sunday to Saturday, against the week before; what was stopped; what
// officers added. Exact, for staff; what everybody may read is released. Reads a snapshot; any thread. Errors: kDamaged, kIo.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cases/publications.h"
#include "cases/statistics.h"

namespace cybercheck::cases {

struct Bulletin {
  struct Top {
    std::string code;
    int64_t count = 0, damage_satang = 0;
  };
  uint32_t sunday = 0;
  uint32_t today = UINT32_MAX;  // when it is told: until its Saturday is over it tells of fewer days than the week before had
  bool is_over() const noexcept { return today > sunday + 6; }
  int64_t cases = 0, damage_satang = 0;
  int64_t online_cases = 0;                            // those of `cases` that are of this kind
  int64_t cases_before = 0, damage_before_satang = 0;  // of the week before, as known now
  // Unknown ones are none. nullopt: nothing is known of any.
  std::optional<Top> type_by_count, type_by_damage;
  std::optional<Top> sex, age_band;  // of most cases; bands of the decades that these bulletins name (acsc)
  MoneyStopped stopped;
  std::optional<Told<event::BulletinNote>> note;
  uint64_t as_of_seq = 0;
};
base::Result<Bulletin> ReadBulletin(const Tables& tables, const store::ReadTxn& txn, uint32_t sunday, uint32_t today);

}  // namespace cybercheck::cases
