// SPDX-License-Identifier: Apache-2.0
// CSV rows out of pieces of text, in bounded memory. A row is cut out first, by the rules of quoting alone; then libcsv, which
// has no bounds of its own, takes it apart. So a row or field over the limits, or a quote that is never closed, costs one
// rejected row.
//
//   pieces -> [cut: quotes, CR, LF] -> one row, at most kRowBytesMax -> [libcsv] -> fields
//
// Quoting is RFC 4180's as libcsv reads it leniently: quotes count at the start of a field only, "" inside is one quote, blanks
// around unquoted fields go. Blank lines are no rows. Not thread-safe.
//
// A quote that is never closed where its cell ends swallows the rows behind it, up to the next quote or to the end of the file.
// Where the number of columns is known, lines inside a cell that are rows by themselves tell: then the first line alone is the
// broken row, and reading goes on behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/row_limits.h"

namespace cybercheck::ingest {

class CsvReader {
 public:
  enum class Fault : uint8_t { kNone, kRowTooLong, kFieldTooLong, kTooManyColumns, kUnterminatedQuote };
  struct Row {
    uint64_t number;                       // rows as a spreadsheet counts them, from 1
    uint64_t line;                         // the line of the file the row begins on, from 1: quoted line breaks count here
    std::vector<std::string_view> fields;  // valid during the call; not complete when there is a fault
    std::string_view raw;                  // as it stood, cut at kRowBytesMax
    Fault fault;
    bool comment;  // begins with the comment character; `fields` is empty
  };
  using OnRow = std::function<base::Result<void>(const Row&)>;

  // `comment`: lines that begin with it are comments to their end, quotes or not; '\0': there are none.
  explicit CsvReader(char delimiter = ',', char comment = '\0');
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // How many fields a row has, as its header says; 0: not known.
  void ExpectColumns(size_t columns) { columns_ = columns; }

  // Stops at the first error of `on_row` and gives it back.
  base::Result<void> Feed(std::string_view piece, const OnRow& on_row);
  base::Result<void> Finish(const OnRow& on_row);

 private:
  enum class State : uint8_t { kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kSpaceAfterQuote, kQuoteAfterSpace, kComment };
  struct Parser;
  base::Result<void> Read(std::string_view piece, const OnRow& on_row);
  base::Result<void> ReadRescued(const OnRow& on_row);
  // `behind`: of the text, what follows the row's bytes.
  base::Result<void> End(std::string_view behind, const OnRow& on_row);
  bool HoldsRows(size_t columns_min) const;
  base::Result<void> Rescue(std::string_view behind, const OnRow& on_row);

  char delimiter_, comment_;
  size_t columns_ = 0, rescues_ = 0;
  std::string rescued_;  // to be read again: what stood behind a broken row's first line
  State state_ = State::kFieldStart;
  std::string row_;
  bool too_long_ = false, blank_ = true, after_cr_ = false;
  uint64_t number_ = 0, line_ = 1, row_line_ = 1;
  std::unique_ptr<Parser> parser_;
};

}  // namespace cybercheck::ingest
