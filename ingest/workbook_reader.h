// SPDX-License-Identifier: Apache-2.0
// A workbook (.xlsx, .xlsm) of a stranger, read row by row in bounded memory:
//
//   zip_archive.h ──part, 32 KiB at a time──> xml_events.h ──elements──> here ──WorkbookRow──> on_row
//   sizes, ratio, entries, CRC               depth, memory, no DTD       rows, columns, cells, texts
//
// Opening reads [Content_Types].xml, the workbook and its relationships; shared strings and styles are read before the first
// row. What is taken of a formula is the value that was stored beside it. Macros, links, drawings, comments are never looked at;
// nothing outside the file ever is. Merged cells have their value in the first.
//
// Every refusal (kBadFeed; kIo for the file itself) says sheet, cell and what to do, and never repeats what a cell holds:
//   sheet "โอน", cell B7: its text is longer than 131072 bytes; shorten it and save the workbook again
// A refusal may come after rows were given: Verify reads a sheet to its end, checksum included, and gives none.
// Used by one thread. `bytes` given to Open must outlive the reader, a descriptor need not.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/zip_archive.h"

namespace cybercheck::ingest {

struct WorkbookLimits {
  uint64_t file_bytes_max = 64 << 20;
  uint64_t unpacked_bytes_max = uint64_t{1} << 30;  // of one part
  uint32_t ratio_max = 200;                         // unpacked to packed, of a part above ratio_from_bytes
  uint64_t ratio_from_bytes = 1 << 20;
  uint32_t entries_max = 4096;
  uint32_t sheets_max = 256;
  uint32_t rows_max = 1'048'576;  // Excel's own
  uint32_t columns_max = 16'384;  // Excel's own
  uint32_t shared_strings_max = 2'000'000;
  uint64_t shared_string_bytes_max = 64 << 20;
  size_t cell_bytes_max = 128 << 10;  // Excel's 32,767 characters in UTF-8
  size_t row_bytes_max = 1 << 20;
  uint32_t styles_max = 65'536;
  uint32_t depth_max = 64;
  size_t xml_bytes_max = 8 << 20;  // what the XML parser itself may hold
};

struct WorkbookCell {
  enum class Type : uint8_t { kText, kNumber, kBoolean, kError };
  uint32_t column = 0;  // A is 0
  Type type = Type::kText;
  // A number as it stands in the file (45713.375, 1.23457E+11); TRUE or FALSE; #N/A. Valid during the call.
  std::string_view text;
  bool date = false;     // a number that is shown as a date or a time
  bool formula = false;  // computed; `text` is what was last shown
};

struct WorkbookRow {
  uint32_t number = 0;              // as Excel shows it, from 1
  std::vector<WorkbookCell> cells;  // those that hold something, from left to right

  // nullptr: nothing stands there.
  const WorkbookCell* Find(uint32_t column) const;
};

struct WorkbookSheet {
  std::string name;
  bool hidden = false;
};

class WorkbookReader {
 public:
  using OnRow = std::function<base::Result<void>(const WorkbookRow&)>;

  static base::Result<WorkbookReader> Open(std::string_view bytes, const WorkbookLimits& limits = {});
  // What is no regular file (a pipe) is read into memory, up to limits.file_bytes_max.
  static base::Result<WorkbookReader> Open(int fd, const WorkbookLimits& limits = {});
  ~WorkbookReader();
  WorkbookReader(WorkbookReader&&) noexcept;
  WorkbookReader& operator=(WorkbookReader&&) noexcept;

  // At least one, in the order of their tabs.
  const std::vector<WorkbookSheet>& sheets() const;
  // By name, ASCII case ignored; an empty name is the first sheet that is not hidden. Errors: kBadFeed, naming those there are.
  base::Result<size_t> FindSheet(std::string_view name) const;
  // Whether days are counted from 1904 (workbook_date.h).
  bool epoch_1904() const;

  // Rows that hold something, in order. Stops at the first error of `on_row` and gives it back.
  base::Result<void> ReadRows(size_t sheet, const OnRow& on_row);
  base::Result<void> Verify(size_t sheet);

  // Of the sheet that is being read: how much of it was unpacked, and how much it has.
  uint64_t sheet_bytes_read() const;
  uint64_t sheet_bytes_total() const;

 private:
  struct Book;
  explicit WorkbookReader(std::unique_ptr<Book> book);
  static base::Result<WorkbookReader> Take(ZipArchive archive, const WorkbookLimits& limits);
  std::unique_ptr<Book> book_;
};

// "A", "Z", "AA"; "B7" for column 1 of row 7.
std::string ColumnLetters(uint32_t column);
std::string CellName(uint32_t column, uint32_t row);

}  // namespace cybercheck::ingest
