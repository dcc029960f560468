// SPDX-License-Identifier: Apache-2.0
#include "cases/case_tallies.h"

#include <algorithm>

#include "cases/case_life.h"

namespace cybercheck::cases {
namespace {

constexpr int64_t kDayS = 86400;

void TellVictims(const CaseRow& row, bool out, TallyChanges& tallies) {
  if (IsCounted(row.state)) tallies.Add(Tally::kVictims, DayOf(row.reported_s), {}, {VictimsOf(row)}, out);
}

// Whole days; a time that lies before the other is none.
std::string DaysGroup(event::CaseState state, int64_t from_s, int64_t to_s) {
  std::string group(1, static_cast<char>(state));
  const int64_t days = to_s > from_s ? (to_s - from_s) / kDayS : 0;
  base::AppendBe<2>(static_cast<uint64_t>(std::min<int64_t>(days, UINT16_MAX)), group);
  return group;
}

}  // namespace

uint64_t VictimsOf(const CaseRow& row) noexcept { return std::max<uint64_t>(row.victims, 1); }

void TallyCase(const CaseRow* before, const CaseRow& now, TallyChanges& tallies) {
  if (before != nullptr) {
    TellVictims(*before, true, tallies);
    // Passed on once more it leaves one unit for another; what is amended while it is received is when it came.
    const bool again = before->since_s != now.since_s && now.state != event::CaseState::kReceived;
    if (before->state != now.state || again)
      tallies.Add(Tally::kDaysInState, DayOf(now.since_s), DaysGroup(before->state, before->since_s, now.since_s), {1});
  }
  TellVictims(now, false, tallies);
}

}  // namespace cybercheck::cases
