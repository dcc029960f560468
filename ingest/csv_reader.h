// SPDX-License-Identifier: Apache-2.0
// CSV rows out of pieces of text, in bounded memory. A row is cut out first, by the rules of quoting alone; then libcsv, which
// has no bounds of its own, takes it apart. So a row or field over the limits, or a quote that is never closed, costs one
// rejected row.
//
//   pieces -> [cut: quotes, CR, LF] -> one row, at most kRowBytesMax -> [libcsv] -> fields
//
// Quoting is RFC 4180's as libcsv reads it leniently: quotes count at the start of a field only, "" inside is one quote, blanks
// around unquoted fields go. Blank lines are no rows. Not thread-safe.
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

  // Stops at the first error of `on_row` and gives it back.
  base::Result<void> Feed(std::string_view piece, const OnRow& on_row);
  base::Result<void> Finish(const OnRow& on_row);

 private:
  enum class State : uint8_t { kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kSpaceAfterQuote, kQuoteAfterSpace, kComment };
  struct Parser;
  base::Result<void> End(const OnRow& on_row);

  char delimiter_, comment_;
  State state_ = State::kFieldStart;
  std::string row_;
  bool too_long_ = false, blank_ = true, after_cr_ = false;
  uint64_t number_ = 0, line_ = 1, row_line_ = 1;
  std::unique_ptr<Parser> parser_;
};

}  // namespace cybercheck::ingest
