// SPDX-License-Identifier: Apache-2.0
// Rows of an import file, format by format: text pieces in, the cells that matter out. Judges nothing about them but the shape of
// the row. Blank lines, comments and headers are no rows. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/csv_reader.h"
#include "ingest/feed_format.h"
#include "ingest/line_reader.h"

namespace cybercheck::ingest {

struct RawRow {
  uint64_t number = 0;  // as a spreadsheet counts rows; in line formats the line
  uint64_t line = 0;
  std::array<std::string, kColumnCount> cells;  // by Column; empty: absent
  std::string raw;                              // the row as it stood, for the reject file where no cell is to blame
  std::string_view fault, fault_detail;  // a reason code: the row cannot be read (row_too_long, column_count, not_json …)
  bool unverified = false;               // phishtank: its community has not confirmed it

  std::string& operator[](Column column) { return cells[static_cast<size_t>(column)]; }
  const std::string& operator[](Column column) const { return cells[static_cast<size_t>(column)]; }
};

class RowReader {
 public:
  using OnRow = std::function<base::Result<void>(const RawRow&)>;

  // `kind_known`: rows need no kind of their own. `delimiter`: between columns of csv.
  RowReader(FeedFormat format, ColumnMap columns, bool kind_known, char delimiter, OnRow on_row);
  ~RowReader();

  // Errors: kBadFeed when the header lacks a needed column (names those it has); those of `on_row`.
  base::Result<void> Feed(std::string_view piece);
  base::Result<void> Finish();

  // Headers or members that mean nothing here, each once, at most 64; known once a header was read.
  const std::vector<std::string>& ignored_columns() const { return ignored_; }

 private:
  base::Result<void> OnLine(const LineReader::Line& line);
  base::Result<void> OnCsvRow(const CsvReader::Row& row);
  base::Result<void> ReadHeader(const std::vector<std::string_view>& names);
  void ReadJson(std::string_view text);
  void Ignore(std::string_view header);
  bool IsCsv() const;

  FeedFormat format_;
  ColumnMap columns_;
  bool kind_known_;
  OnRow on_row_;
  LineReader lines_;
  CsvReader csv_;
  bool header_read_ = false;
  std::vector<int> meaning_;  // by column number: a Column, kVerifiedColumn, or -1
  std::vector<std::string> ignored_;
  RawRow row_;
};

}  // namespace cybercheck::ingest
