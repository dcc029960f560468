// SPDX-License-Identifier: Apache-2.0
// A workbook (.xlsx) written sheet by sheet and row by row, in memory that does not grow with the rows (libxlsxwriter's
// constant_memory: what is written waits in an unlinked temporary file).
//
//   ASSIGN_OR_RETURN(WorkbookWriter book, WorkbookWriter::ToFile("out.xlsx", created_s));
//   TRY(book.AddSheet({.name = "โอน", .columns = {{"บัญชี", ColumnType::kText, 18}, {"จำนวนเงิน", ColumnType::kBaht, 14}}}));
//   TRY(book.AddRow({"0012345678", int64_t{1234567}}));    // text stays text: zeros are kept; 12,345.67
//   TRY(book.Finish());
//
// Text is written as text whatever it looks like: "=1+1" is no formula, "0812345678" no number. The same calls with the same
// `created_s` give the same bytes. Bytes that are not UTF-8, and characters XML has not, become U+FFFD; a text is cut at the
// 32,767 characters a cell can hold. Used by one thread; move-only.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace cybercheck::ingest {

enum class ColumnType : uint8_t {
  kText,      // identifiers, names, words: std::string_view
  kWrapped,   // long text, on as many lines as it needs
  kNumber,    // int64_t or double, with thousands separated
  kBaht,      // int64_t satang, shown as baht with two decimals
  kDate,      // int64_t unix seconds, shown as Thailand's day
  kDateTime,  // … and time
};

struct WorkbookColumn {
  std::string heading;
  ColumnType type = ColumnType::kText;
  double width = 16;                      // in characters
  std::vector<std::string> choices = {};  // not empty: cells below the heading take one of these
  std::string hint = {};                  // shown when a cell with choices is chosen
};

struct WorkbookSheetDesign {
  std::string name;  // 1 to 31 characters, none of []:*?/\  .
  std::vector<WorkbookColumn> columns;
  bool freeze_heading = true;
  uint32_t choice_rows = 10'000;  // so many rows below the heading offer their column's choices
};

// Nothing, text, a whole number (of what, the column says), or a number. Text in a column of numbers or dates is written as text.
using WorkbookValue = std::variant<std::monostate, std::string_view, int64_t, double>;

class WorkbookWriter {
 public:
  // A new file, readable by its owner only (0600); one of that name is replaced. Errors: kIo.
  static base::Result<WorkbookWriter> ToFile(const std::string& path, int64_t created_s);
  // To memory: Finish, then TakeBytes. Errors: kIo.
  static base::Result<WorkbookWriter> ToBytes(int64_t created_s);
  ~WorkbookWriter();  // without Finish a file is left empty
  WorkbookWriter(WorkbookWriter&&) noexcept;
  WorkbookWriter& operator=(WorkbookWriter&&) noexcept;

  // Begins a sheet: its heading row, widths, choices. Rows go to the newest sheet. Errors: kBadConfig (a name no sheet may have,
  // or one taken).
  base::Result<void> AddSheet(const WorkbookSheetDesign& sheet);
  // The next row; values beyond the columns are text. Errors: kBodyTooLarge after row 1,048,576.
  base::Result<void> AddRow(std::span<const WorkbookValue> values);
  base::Result<void> AddRow(std::initializer_list<WorkbookValue> values) {
    return AddRow(std::span(values.begin(), values.size()));
  }
  // Which sheet is shown first (the first added, unless said otherwise).
  void ShowFirst(size_t sheet);

  // Puts the file together. Nothing may be added afterwards. Errors: kIo, kStorageFull.
  base::Result<void> Finish();
  // After ToBytes and Finish.
  base::Result<std::string> TakeBytes();

 private:
  struct Book;
  explicit WorkbookWriter(std::unique_ptr<Book> book);
  std::unique_ptr<Book> book_;
};

}  // namespace cybercheck::ingest
