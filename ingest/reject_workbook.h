// SPDX-License-Identifier: Apache-2.0
// The rows a workbook's import did not take, for whoever sent it to mend: a workbook with the cells as they stood under their
// own headings, and behind them
//
//   … | row | column | reason | สาเหตุ | explanation
//
// `row` as Excel showed it, `reason` the code, then what it means in Thai and in English. Those columns mean nothing to an
// import, so that the mended workbook can be sent as it is. It holds values, so it is readable by its owner only (0600). Nothing
// is made while there is nothing to say; an older file of the name is removed at the start. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/row_resolver.h"
#include "ingest/workbook_writer.h"

namespace cybercheck::ingest {

class RejectWorkbook {
 public:
  // To a file. Empty `path`: rejections are counted, not written. Errors: kIo.
  static base::Result<RejectWorkbook> Open(std::string path, int64_t created_s);
  // To memory: Finish, then TakeBytes.
  static RejectWorkbook InMemory(int64_t created_s);

  // Before the first Add; `sheet` is the name of the rows' own.
  void SetHeadings(std::string sheet, std::vector<std::string> headings);
  base::Result<void> Add(uint64_t row, const Rejection& rejection, const std::vector<std::string>& cells);
  // After the last Add.
  base::Result<void> Finish();
  // Empty when nothing was rejected.
  base::Result<std::string> TakeBytes();

  const std::string& path() const { return path_; }
  uint64_t rows() const { return rows_; }

 private:
  base::Result<void> Begin();

  std::string path_;
  bool in_memory_ = false;
  int64_t created_s_ = 0;
  std::string sheet_;
  std::vector<std::string> headings_;
  std::optional<WorkbookWriter> book_;
  uint64_t rows_ = 0;
};

// Whether a heading is one of those a RejectWorkbook adds.
bool IsRejectHeading(std::string_view heading) noexcept;

struct RejectionWords {
  std::string_view english, thai;
};
// What a rejection's reason means: every code of base/error.h, and those of docs/import.md. Others: the code itself.
RejectionWords WordsOf(std::string_view reason) noexcept;

}  // namespace cybercheck::ingest
