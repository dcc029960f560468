// SPDX-License-Identifier: Apache-2.0
// Any bytes as a workbook, under small limits: read or refused with words, never over the limits; what was verified is read again
// the same. The first byte says what the rest is: a zip file as it came, or the parts of one (NUL between them), zipped here, so
// that what lies behind the zip is reached.
#include <zip.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "ingest/bank_workbook.h"
#include "ingest/workbook_date.h"
#include "ingest/workbook_reader.h"

using namespace cybercheck;
using namespace cybercheck::ingest;

namespace {

constexpr WorkbookLimits kLimits = {.file_bytes_max = 1 << 20,
                                    .unpacked_bytes_max = 4 << 20,
                                    .entries_max = 64,
                                    .sheets_max = 8,
                                    .rows_max = 1000,
                                    .columns_max = 300,
                                    .shared_strings_max = 1000,
                                    .shared_string_bytes_max = 64 << 10,
                                    .cell_bytes_max = 4 << 10,
                                    .row_bytes_max = 16 << 10,
                                    .styles_max = 256,
                                    .depth_max = 16,
                                    .xml_bytes_max = 1 << 20};

constexpr std::string_view kTypes =
    "<Types><Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
constexpr std::string_view kRelations =
    "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"s.xml\"/><Relationship Id=\"r2\" "
    "Type=\"/sharedStrings\" Target=\"t.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"/styles\" Target=\"y.xml\"/></Relationships>";
constexpr std::string_view kWorkbook = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>";

// The sheet, shared texts, styles, workbook, relationships: those that are not there are right ones.
std::string Zipped(std::string_view parts) {
  constexpr const char* kNames[] = {"xl/s.xml", "xl/t.xml", "xl/y.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
  std::string_view contents[] = {"<worksheet/>", "<sst><si><t>a</t></si></sst>",
                                 "<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>", kWorkbook, kRelations};
  for (std::string_view& content : contents) {
    if (parts.empty()) break;
    const std::string_view part = parts.substr(0, parts.find('\0'));
    if (!part.empty()) content = part;
    parts.remove_prefix(std::min(parts.size(), part.size() + 1));
  }
  zip_error_t error;
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* const zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  CHECK(zip != nullptr);
  const auto add = [zip](const char* name, std::string_view content) {
    const zip_int64_t at = zip_file_add(zip, name, zip_source_buffer(zip, content.data(), content.size(), 0), 0);
    CHECK(at >= 0 && zip_set_file_compression(zip, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0) == 0);
  };
  add("[Content_Types].xml", kTypes);
  for (size_t i = 0; i < std::size(kNames); ++i) add(kNames[i], contents[i]);
  CHECK(zip_close(zip) == 0);
  zip_stat_t stat;
  CHECK(zip_source_stat(target, &stat) == 0 && zip_source_open(target) == 0);
  std::string out(stat.size, '\0');
  CHECK(zip_source_read(target, out.data(), out.size()) == static_cast<zip_int64_t>(out.size()));
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string made;
  if (data[0] % 2 == 1) made = Zipped(input);
  auto opened = WorkbookReader::Open(data[0] % 2 == 1 ? std::string_view(made) : input, kLimits);
  if (opened.has_error()) {
    CHECK(!opened.error().detail.empty());
    return 0;
  }
  WorkbookReader& book = *opened;
  CHECK(!book.sheets().empty() && book.sheets().size() <= kLimits.sheets_max);
  for (size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
    const bool good = book.Verify(sheet).has_value();
    uint32_t last = 0;
    const auto read = book.ReadRows(sheet, [&](const WorkbookRow& row) -> base::Result<void> {
      CHECK(row.number > last && row.number <= kLimits.rows_max && !row.cells.empty());
      last = row.number;
      size_t bytes = 0;
      for (size_t i = 0; i < row.cells.size(); ++i) {
        const WorkbookCell& cell = row.cells[i];
        CHECK(cell.column < kLimits.columns_max && (i == 0 || cell.column > row.cells[i - 1].column));
        CHECK(row.Find(cell.column) == &cell);
        bytes += cell.text.size();
        ShownText(cell, book.epoch_1904());
      }
      CHECK(bytes <= kLimits.row_bytes_max);
      return {};
    });
    CHECK(read.has_value() == good && (good || !read.error().detail.empty()));
  }
  BankWorkbookOptions options;
  options.now_s = 1'764'000'000;
  uint64_t rows = 0;
  const auto bank = ReadBankWorkbook(book, options, nullptr, [&](const BankWorkbookRow& row) -> base::Result<void> {
    ++rows;
    const BankTransfer& told = row.transfer;
    CHECK(row.rejection.has_value() || (told.to.kind != BankPartyKind::kUnnamed && told.from.kind != BankPartyKind::kVictim &&
                                        (!told.hold.empty() || (told.level > 0 && told.amount_satang > 0))));
    return {};
  });
  CHECK(bank.has_error() || bank->rows == rows);
  return 0;
}
