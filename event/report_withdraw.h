// SPDX-License-Identifier: Apache-2.0
// The body of a report_withdraw entry: reports whose evidence is taken back, as if they had never been; or those in which no
// indicator was found, put away once an officer has read them, and fetched back. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::event {

inline constexpr size_t kWithdrawnReportsMax = 1000;

// A report in the log: its entry and its place in it.
struct ReportRef {
  uint64_t seq = 0;
  uint16_t report = 0;
  friend auto operator<=>(const ReportRef&, const ReportRef&) = default;
};

inline constexpr uint16_t kReportReadVersion = 2;  // of the layout with `read`

struct ReportWithdraw {
  std::string ground;  // "rejected", "by_reporter", "source_revoked"; empty where `read` is told
  std::vector<ReportRef> reports;
  std::optional<bool> read{};  // nothing is taken back: put away as read, or waiting to be read again
};

std::string EncodeReportWithdraw(const ReportWithdraw& withdraw, std::string_view request = {});
base::Result<ReportWithdraw> DecodeReportWithdraw(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
