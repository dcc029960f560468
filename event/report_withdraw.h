// SPDX-License-Identifier: Apache-2.0
// The body of a report_withdraw entry: reports whose evidence is taken back, as if they had never been. Pure.
#pragma once

#include <cstdint>
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

struct ReportWithdraw {
  std::string ground;  // "rejected", "by_reporter", "source_revoked"
  std::vector<ReportRef> reports;
};

std::string EncodeReportWithdraw(const ReportWithdraw& withdraw, std::string_view request = {});
base::Result<ReportWithdraw> DecodeReportWithdraw(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
