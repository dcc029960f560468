// SPDX-License-Identifier: Apache-2.0
#include "server/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cybercheck::server {

void WorkerMetrics::CountRequest(size_t route, int status) noexcept {
  const auto found = std::find(kCountedStatuses.begin(), kCountedStatuses.end(), status);
  requests[std::min(route, kRoutesCounted - 1)][static_cast<size_t>(found - kCountedStatuses.begin())].Add();
}

void WorkerMetrics::CountTime(uint64_t requests_answered, uint64_t total_us) noexcept {
  if (requests_answered == 0) return;
  const uint64_t each_us = total_us / requests_answered;
  const auto bound = std::lower_bound(kTimeBoundsUs.begin(), kTimeBoundsUs.end(), each_us);
  times[static_cast<size_t>(bound - kTimeBoundsUs.begin())].Add(requests_answered);
  time_sum_us.Add(total_us);
}

void MetricsText::Add(std::string_view name, std::string_view type, std::string_view help, std::string_view labels,
                      double value) {
  if (last_ != name) Declare(name, type, help);
  Sample(name, labels, value);
}

void MetricsText::Declare(std::string_view name, std::string_view type, std::string_view help) {
  last_ = name;
  out_.append("# HELP ")
      .append(name)
      .append(" ")
      .append(help)
      .append("\n# TYPE ")
      .append(name)
      .append(" ")
      .append(type)
      .append("\n");
}

void MetricsText::Sample(std::string_view name, std::string_view labels, double value) {
  char digits[64];
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  const auto end = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<int64_t>(value))
                         : std::to_chars(digits, digits + sizeof digits, value);
  out_.append(name).append(labels).append(" ").append(digits, end.ptr).append("\n");
}

}  // namespace cybercheck::server
