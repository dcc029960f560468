// SPDX-License-Identifier: Apache-2.0
// Splits pieces of text into lines, in bounded memory: a line longer than kRowBytesMax is given cut, marked, and its rest
// skipped. Ends at LF or CRLF; a last line without an end counts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/row_limits.h"

namespace cybercheck::ingest {

class LineReader {
 public:
  struct Line {
    uint64_t number;        // from 1
    std::string_view text;  // without its end; valid during the call
    bool too_long;
  };
  using OnLine = std::function<base::Result<void>(const Line&)>;

  // Calls `on_line` for each whole line; stops at its first error and gives it back.
  base::Result<void> Feed(std::string_view piece, const OnLine& on_line);
  base::Result<void> Finish(const OnLine& on_line);

 private:
  base::Result<void> End(const OnLine& on_line);
  std::string line_;
  uint64_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace cybercheck::ingest
