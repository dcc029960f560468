// SPDX-License-Identifier: Apache-2.0
// The rows an import did not take, for the operator to mend: CSV with row, line, column, reason, detail, value. It holds values
// as they stood, so it is readable by its owner only (0600). A cell that a spreadsheet would run as a formula is written behind
// an apostrophe. Nothing is made while there is nothing to say; an older file of the name is removed at the start. Not
// thread-safe.
#pragma once

#include <string>

#include "base/file.h"
#include "ingest/row_resolver.h"

namespace cybercheck::ingest {

class RejectFile {
 public:
  // Empty `path`: rejections are counted, not written. Errors: kIo.
  static base::Result<RejectFile> Open(std::string path);

  base::Result<void> Add(const RawRow& row, const Rejection& rejection);
  // `row` as a spreadsheet counts, `line` of the file, `value` to find it by.
  base::Result<void> Add(uint64_t row, uint64_t line, const Rejection& rejection, std::string_view value);
  base::Result<void> Flush();

  const std::string& path() const { return path_; }
  uint64_t rows() const { return rows_; }

 private:
  std::string path_;
  base::FileDescriptor file_;
  std::string buffer_;
  uint64_t rows_ = 0;
};

}  // namespace cybercheck::ingest
