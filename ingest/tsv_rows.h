// SPDX-License-Identifier: Apache-2.0
// Rows of the tab-separated files that ship with the program: UTF-8, # comments, blank lines; the first row names the columns. No
// quoting.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::ingest {

struct TsvRow {
  size_t line = 0;                      // of the file, from 1
  std::vector<std::string_view> cells;  // by column as `columns` of ReadTsv; absent cells at the end are empty
};

// `columns`: all a file may have, in the order the cells are given; `required` of them, from the first, must be in its header.
// Views live as long as `text`. Errors: `code` with "FILE:LINE: what".
base::Result<std::vector<TsvRow>> ReadTsv(std::string_view file, std::string_view text,
                                          const std::vector<std::string_view>& columns, size_t required, base::ErrorCode code);

}  // namespace cybercheck::ingest
