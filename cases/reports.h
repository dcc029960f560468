// SPDX-License-Identifier: Apache-2.0
// Reads reports: where one stands and what it named. Of persons nothing is read: texts and contacts stay sealed, reporters'
// voices stay in the log. Pure functions of a snapshot; any thread. Errors: kDamaged, kIo.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/public_id.h"
#include "cases/queue_row.h"
#include "cases/report_row.h"
#include "cases/tables.h"

namespace cybercheck::cases {

// nullopt: no report is called so.
base::Result<std::optional<event::ReportRef>> FindReport(const Tables& tables, const store::ReadTxn& txn, const PublicId& id);
base::Result<std::optional<ReportRow>> ReportAt(const Tables& tables, const store::ReadTxn& txn, event::ReportRef ref);

struct ReportStatus {
  event::ReportRef ref;
  ReportRow row;
  event::EntryId entry_id{};  // receipt codes are made from it
  std::string actor;          // who signed the entry, for deciding who may see this; never to be shown
  struct Indicator {
    indicator::Key key;
    event::ReportIndicator::Origin origin{};
    bool counts = true;
    uint16_t row = 0;               // of its evidence
    std::optional<QueueWhy> queue;  // it waits for review, and this report brought it there
  };
  std::vector<Indicator> indicators;
};
// nullopt: there is no such report.
base::Result<std::optional<ReportStatus>> ReadReportStatus(const Tables& tables, const store::ReadTxn& txn, event::ReportRef ref);

}  // namespace cybercheck::cases
