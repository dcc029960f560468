// SPDX-License-Identifier: Apache-2.0
// One row of a report file to a RawReport, or to the reason why not, with the column it lies in: encodings, dates in Thai,
// numbers a spreadsheet has spoiled. Pure but for what it reuses.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ingest/raw_report.h"
#include "ingest/report_columns.h"
#include "ingest/row_resolver.h"
#include "ingest/taxonomy.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {

struct ReportCell {
  ReportColumn column{};
  std::string_view text;
  bool number = false;  // of a workbook: typed as a number, so that leading zeros are gone
};

// A row, understood as far as one can without keys and lists.
struct ReportRow {
  RawReport report;
  int64_t reported_s = 0;                       // 0: the row does not say
  std::vector<ReportColumn> indicator_columns;  // of report.indicators, each
};

class ReportRowReader {
 public:
  // `taxonomy` must outlive it.
  ReportRowReader(const Taxonomy& taxonomy, event::Channel channel, DateOrder order, int64_t now_s)
      : taxonomy_(taxonomy), channel_(channel), order_(order), now_s_(now_s) {}

  // nullopt: `out` is the row. Else `column` of the rejection is one of `cells`, or empty.
  std::optional<Rejection> Read(const std::vector<ReportCell>& cells, ReportRow& out) const;

 private:
  std::optional<Rejection> ReadTime(std::string_view date, std::string_view time, ReportColumn column, int64_t& out_s) const;
  std::optional<Rejection> ReadWords(const std::vector<ReportCell>& cells, ReportRow& out) const;
  std::optional<Rejection> ReadIndicators(const std::vector<ReportCell>& cells, ReportRow& out) const;

  const Taxonomy& taxonomy_;
  const event::Channel channel_;
  const DateOrder order_;
  const int64_t now_s_;
};

}  // namespace cybercheck::ingest
