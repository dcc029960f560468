// SPDX-License-Identifier: Apache-2.0
// Reads what is published of the work: how many appeals are open, how long decisions take, how many are upheld; how many reports
// a day. From counters kept with every entry (cases/figure_rows.h); nobody can be told from them. Pure functions of a snapshot;
// any thread. Errors: kDamaged, kIo.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cases/tables.h"
#include "event/report_submit.h"

namespace cybercheck::cases {

struct AppealFigures {
  struct Period {
    uint32_t month = 0;                // cases/bangkok_calendar.h; 0 in `all`
    uint64_t opened = 0;               // in this month
    uint64_t upheld = 0, cleared = 0;  // decided in this month
    uint64_t late = 0;                 // of those, after the policy's time
    // From opening to decision, calendar days, exact to the hour; of an even number the middle of the two in the middle.
    std::optional<double> median_days;

    uint64_t decided() const noexcept { return upheld + cleared; }
    std::optional<double> upheld_share() const noexcept {
      if (decided() == 0) return std::nullopt;
      return static_cast<double>(upheld) / static_cast<double>(decided());
    }
  };
  uint64_t open = 0, overdue = 0;  // now
  Period all;
  std::vector<Period> months;  // those in which something happened, in order
};
// Only how many are open and overdue now.
struct AppealCounts {
  uint64_t open = 0, overdue = 0;
};
base::Result<AppealCounts> CountAppeals(const Tables& tables, const store::ReadTxn& txn, int64_t now_s);
base::Result<AppealFigures> ReadAppealFigures(const Tables& tables, const store::ReadTxn& txn, int64_t now_s);

struct ReportsOfDay {
  uint32_t day = 0;  // by the reports' own time
  event::Channel channel{};
  uint64_t received = 0;
  uint64_t withdrawn = 0;  // of those
};
// Both days included; days and channels without reports are left out. In order.
base::Result<std::vector<ReportsOfDay>> ReadReportFigures(const Tables& tables, const store::ReadTxn& txn, uint32_t from_day,
                                                          uint32_t to_day);

}  // namespace cybercheck::cases
