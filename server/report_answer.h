// SPDX-License-Identifier: Apache-2.0
// How reports are told of in answers: what they are called, and of each indicator its key, the verdict as it stands now, and what
// was known before. Read after the commit, so that the answer is what the next check says.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "event/report_submit.h"
#include "lookup/engine.h"
#include "server/services.h"

namespace cybercheck::server {

// `"id":"<34 hex>","key":"phone:+66…","verdict":"reported"`; a national id's key is printed without it.
// Errors: kDamaged, kUnavailable.
base::Result<void> AppendIndicatorNow(const indicator::Key& key, Worker& worker, std::string& out);

// The entry of an accepted write, as it is in the log. Errors: kBodyRedacted, kDamaged, kIo.
struct SubmittedReports {
  event::EntryId id{};
  event::ReportSubmit submit;
};
base::Result<SubmittedReports> ReadSubmitted(uint64_t seq, Services& services);

// `"id":"…","receipt_code":"…","indicators":[{…,"before":"new"}]` of report `number`; `before`: the letters of its own indicators
// (docs/event_format.md). Errors: kDamaged, kUnavailable.
base::Result<void> AppendReport(const SubmittedReports& entry, size_t number, std::string_view before, Worker& worker,
                                std::string& out);

// The member `before` of an outcome's result; empty when there is none.
std::string BeforeOf(const event::Outcome& outcome);

// What a refused entry is answered with.
base::Error RefusalOf(const event::Outcome& outcome);

}  // namespace cybercheck::server
