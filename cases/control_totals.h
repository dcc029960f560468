// SPDX-License-Identifier: Apache-2.0
// What arrived in a day, by channel and station, against what the sender says it sent.
//
// Table `control_totals`, (day u32, channel u8, station) -> arrived: complaints u64, damage u64 · told: complaints u64, damage
// u64, number of the entry that told it u64 (0: nobody has)
//   day: of reported_at in Asia/Bangkok, days since 1970-01-01 · station empty: the channel as a whole · damage: satang, of those
//   that tell it
#pragma once

#include <string>
#include <vector>

#include "cases/complaint_row.h"
#include "cases/tables.h"
#include "event/case_work.h"

namespace cybercheck::cases {

struct ControlTotalRow {
  uint32_t day = 0;
  event::CaseChannel channel{};
  std::string station;
  uint64_t arrived = 0, arrived_satang = 0;
  uint64_t told = 0, told_satang = 0;
  uint64_t told_seq = 0;
};

// `sign` 1: one more arrived; -1: it is taken out again. Counts in its station and in the channel as a whole.
base::Result<void> CountArrived(const ComplaintRow& row, int sign, const Tables& tables, store::WriteTxn& txn);
base::Result<void> WriteTold(const event::ControlTotal& total, uint64_t seq, const Tables& tables, store::WriteTxn& txn);

// All of `from` to `to`, both included, at most `limit`. Errors: kDamaged, kIo.
base::Result<std::vector<ControlTotalRow>> ReadControlTotals(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                             uint32_t to, size_t limit);

}  // namespace cybercheck::cases
