// SPDX-License-Identifier: Apache-2.0
// A table of statistics (cases/statistic_table.h) written out. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "cases/statistic_table.h"

namespace cybercheck::server {

// The position of the log that an answer is of: its last entry then, and when that was made.
struct LogPosition {
  uint64_t seq = 0;
  int64_t time_s = 0;  // 0: the log is empty
};

void AppendStatisticsJson(const cases::StatisticTable& table, const LogPosition& as_of, std::string& out);

}  // namespace cybercheck::server
