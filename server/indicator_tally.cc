// SPDX-License-Identifier: Apache-2.0
#include "server/indicator_tally.h"

#include "indicator/kind.h"
#include "lookup/record_tally.h"

namespace cybercheck::server {

cases::OutsideTally IndicatorTally(const store::Table& tally, const store::ReadTxn& txn) {
  uint8_t standings = 0;
  while (!lookup::StandingName(standings + 1).empty()) ++standings;
  cases::OutsideTally outside;
  outside.what = "indicators";
  outside.date = "first_seen";
  outside.parts = {{"indicator_kind", [](uint8_t kind) noexcept { return indicator::Name(static_cast<indicator::Kind>(kind)); },
                    static_cast<uint8_t>(indicator::kAllKinds.front()), static_cast<uint8_t>(indicator::kAllKinds.back())},
                   {"standing", lookup::StandingName, 1, standings}};
  outside.walk = [&tally, &txn](uint32_t from, uint32_t to, const cases::OutsideTally::Each& each,
                                const cases::OutsideTally::EachDay& each_day) {
    return lookup::WalkRecordTally(
        tally, txn, from, to,
        [&](const lookup::RecordGroup& group, uint64_t records) {
          const char bytes[] = {static_cast<char>(group.kind), static_cast<char>(group.standing)};
          return each(group.day, {bytes, sizeof bytes}, records);
        },
        [&](uint32_t, uint64_t records) -> base::Result<void> {
          each_day(records);
          return {};
        });
  };
  return outside;
}

}  // namespace cybercheck::server
