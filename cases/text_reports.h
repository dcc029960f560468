// SPDX-License-Identifier: Apache-2.0
// Reports in which nobody found an indicator: their texts wait to be read. Those whose texts say the same stand together. Pure
// functions of a snapshot; any thread. Errors: kDamaged, kIo.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/tables.h"
#include "event/report_withdraw.h"

namespace cybercheck::cases {

// Of one page, those that say the same.
struct TextReports {
  std::string digest;            // event::Report::text_digest; empty: none was made, and the report stands alone
  int64_t since_s = 0;           // when the first of them on this page came
  std::vector<std::string> ids;  // of reports, as clients know them, in the order asked for
};
struct TextReportsPage {
  std::vector<TextReports> texts;  // in the order of their first reports
  std::optional<event::ReportRef>
      next;  // `after` of the next page; nullopt: this is the last. A page may be short, and not the last
};

// At most `limit` reports that stand (not withdrawn) after `after` (seq 0: from the beginning, or the end).
base::Result<TextReportsPage> ReadTextReports(const Tables& tables, const store::ReadTxn& txn, event::ReportRef after,
                                              bool newest_first, size_t limit);

}  // namespace cybercheck::cases
