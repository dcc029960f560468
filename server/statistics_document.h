// SPDX-License-Identifier: Apache-2.0
// A table of statistics (cases/statistic_table.h) written out. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/code_names.h"
#include "cases/statistic_table.h"
#include "wire/words.h"

namespace cybercheck::server {

// The position of the log that an answer is of: its last entry then, and when that was made.
struct LogPosition {
  uint64_t seq = 0;
  int64_t time_s = 0;  // 0: the log is empty
};

// The member `as_of`: {"seq":…,"time":…}; and the same in Thai, for workbooks.
void AppendAsOf(const LogPosition& as_of, std::string& out);
std::string ThaiPosition(const LogPosition& as_of);
// A member of `definitions`: {"en":…,"th":…}.
void AppendDefinition(std::string_view name, const wire::Words& words, std::string& out);

void AppendStatisticsJson(const cases::StatisticTable& table, const LogPosition& as_of, std::string& out);
// RFC 4180, a heading line, ISO dates; cells that a spreadsheet would run stand behind an apostrophe. `bom`: Excel needs one to
// read UTF-8.
void AppendStatisticsCsv(const cases::StatisticTable& table, bool bom, std::string& out);
// Thai headings, Buddhist dates, baht; a sheet of definitions behind. The same table at the same position gives the same bytes.
// Errors: kIo, kBodyTooLarge.
base::Result<std::string> StatisticsWorkbook(const cases::StatisticTable& table, const LogPosition& as_of,
                                             const cases::CodeNames& names);

}  // namespace cybercheck::server
