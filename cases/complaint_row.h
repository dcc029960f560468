// SPDX-License-Identifier: Apache-2.0
// One complaint: which case counts it, and what arrived with it.
//
// Table `complaints`, (seq u64, number u16) -> case seq u64, case number u16, channel u8, kind u8, reported i64, damage i64 (-1:
// unknown), station with its length
#pragma once

#include <optional>
#include <string>

#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

struct ComplaintRow {
  event::CaseRef of;
  event::CaseChannel channel{};
  event::ComplaintKind kind{};
  std::string station;
  int64_t reported_s = 0;
  int64_t damage_satang = event::kDamageUnknown;
  friend bool operator==(const ComplaintRow&, const ComplaintRow&) = default;
};

base::Result<void> WriteComplaint(event::CaseRef ref, const ComplaintRow& row, const Tables& tables, store::WriteTxn& txn);
// nullopt: there is no such complaint.
base::Result<std::optional<ComplaintRow>> ReadComplaint(const Tables& tables, const store::ReadTxn& txn, event::CaseRef ref);
base::Result<std::optional<ComplaintRow>> ReadComplaint(const Tables& tables, const store::WriteTxn& txn, event::CaseRef ref);

}  // namespace cybercheck::cases
