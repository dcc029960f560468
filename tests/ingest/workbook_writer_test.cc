// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_writer.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "ingest/rules_files.h"
#include "ingest/shipped.h"
#include "ingest/workbook_date.h"
#include "ingest/workbook_reader.h"
#include "ingest/workbook_template.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kCreated = 1764000000;

std::vector<std::vector<std::string>> RowsOf(std::string_view bytes, size_t sheet) {
  std::vector<std::vector<std::string>> rows;
  auto book = WorkbookReader::Open(bytes);
  EXPECT_TRUE(book.has_value()) << base::ToString(book.error());
  const auto done = book->ReadRows(sheet, [&](const WorkbookRow& row) -> base::Result<void> {
    rows.emplace_back();
    for (const WorkbookCell& cell : row.cells) {
      rows.back().resize(cell.column + 1);
      EXPECT_FALSE(cell.formula);
      rows.back()[cell.column] = (cell.type == WorkbookCell::Type::kNumber ? cell.date ? "@" : "#" : "") + std::string(cell.text);
    }
    return {};
  });
  EXPECT_TRUE(done.has_value()) << base::ToString(done.error());
  return rows;
}

std::string Sample() {
  auto book = WorkbookWriter::ToBytes(kCreated);
  EXPECT_TRUE(book->AddSheet({.name = "a",
                              .columns = {{"ข้อความ", ColumnType::kText, 12, {"หนึ่ง", "สอง"}, "เลือก"}, {"บาท", ColumnType::kBaht}}})
                  .has_value());
  for (const std::string_view text : {"=1+1", "+66812345678", "-1", "@x", "0812345678", "_x0041_",
                                      "a\x01"
                                      "b\rc\nd",
                                      "<&>\"'", "\xff", "  blanks  "})
    EXPECT_TRUE(book->AddRow({text, int64_t{-150}}).has_value());
  EXPECT_TRUE(book->AddRow({std::string(40'000, 'x'), "no sum", "beyond"}).has_value());
  EXPECT_TRUE(
      book->AddSheet(
              {.name = "ข", .columns = {{"วัน", ColumnType::kDate}, {"เวลา", ColumnType::kDateTime}, {"n", ColumnType::kNumber}}})
          .has_value());
  EXPECT_TRUE(book->AddRow({kCreated, kCreated, int64_t{7}}).has_value());
  EXPECT_TRUE(book->AddRow({std::monostate(), std::monostate(), 0.125}).has_value());
  EXPECT_TRUE(book->Finish().has_value());
  return *book->TakeBytes();
}

TEST(WorkbookWriterTest, TextStaysTextAndTypesAreKept) {
  const std::string bytes = Sample();
  const auto rows = RowsOf(bytes, 0);
  ASSERT_EQ(rows.size(), 12u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"ข้อความ", "บาท"}));
  const std::vector<std::string> texts = {"=1+1",
                                          "+66812345678",
                                          "-1",
                                          "@x",
                                          "0812345678",
                                          "_x0041_",
                                          "a\x01"
                                          "b\rc\nd",
                                          "<&>\"'",
                                          "\xef\xbf\xbd",
                                          "  blanks  "};
  for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(rows[i + 1], (std::vector<std::string>{texts[i], "#-1.5"})) << i;
  EXPECT_EQ(rows[11][0].size(), 32'767u);
  EXPECT_EQ(rows[11][1], "no sum");
  EXPECT_EQ(rows[11][2], "beyond");
  const auto second = RowsOf(bytes, 1);
  ASSERT_EQ(second.size(), 3u);
  EXPECT_EQ(second[1], (std::vector<std::string>{"@45985", "@45985.95833333334", "#7"}));
  EXPECT_EQ(second[2].back(), "#0.125");
  // The choices stand on a hidden sheet.
  auto book = WorkbookReader::Open(std::string_view(bytes));
  ASSERT_EQ(book->sheets().size(), 3u);
  EXPECT_TRUE(book->sheets()[2].hidden);
  EXPECT_EQ(RowsOf(bytes, 2), (std::vector<std::vector<std::string>>{{"หนึ่ง"}, {"สอง"}}));
}

TEST(WorkbookWriterTest, TheSameBytesEveryTimeAndInEveryTimeZone) {
  const std::string first = Sample();
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  const std::string second = Sample();
  ::unsetenv("TZ");
  ::tzset();
  EXPECT_EQ(first == second, true) << first.size() << " and " << second.size() << " bytes";
}

TEST(WorkbookWriterTest, FilesAreTheirOwnersAlone) {
  const std::string path = testing::TempDir() + "cybercheck_writer_test.xlsx";
  std::filesystem::remove(path);
  std::filesystem::create_symlink("/nonexistent/elsewhere", path);
  auto book = WorkbookWriter::ToFile(path, kCreated);
  ASSERT_TRUE(book.has_value()) << base::ToString(book.error());
  ASSERT_TRUE(book->AddSheet({.name = "a", .columns = {{"x"}}}).has_value());
  EXPECT_EQ(book->AddSheet({.name = "A", .columns = {}}).error().code, base::ErrorCode::kBadConfig);
  EXPECT_EQ(book->AddSheet({.name = "a/b", .columns = {}}).error().code, base::ErrorCode::kBadConfig);
  ASSERT_TRUE(book->Finish().has_value());
  struct stat status {};
  ASSERT_EQ(::lstat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_TRUE(S_ISREG(status.st_mode));
  EXPECT_EQ(RowsOf(*base::ReadFile(path), 0).size(), 1u);
  std::filesystem::remove(path);
  EXPECT_EQ(WorkbookWriter::ToFile("/nonexistent/x.xlsx", kCreated).error().code, base::ErrorCode::kIo);
}

TEST(WorkbookWriterTest, TemplatesAreReadByTheirOwnHeadings) {
  const std::string taxonomy = ParseRules(RulesKind::kTaxonomy, "taxonomy.toml", ShippedTaxonomy(), kCreated)->json;
  for (const std::string_view name : {"station.xlsx", "hotline.xlsx", "online.xlsx", "patrol.xlsx", "bank.xlsx"}) {
    const auto which = WorkbookTemplateNamed(name);
    ASSERT_TRUE(which.has_value());
    auto book = WorkbookWriter::ToBytes(kTemplateCreatedS);
    ASSERT_TRUE(WriteTemplate(*which, taxonomy, *book).has_value()) << name;
    ASSERT_TRUE(book->Finish().has_value());
    const std::string bytes = *book->TakeBytes();
    auto reader = WorkbookReader::Open(std::string_view(bytes));
    ASSERT_TRUE(reader.has_value());
    EXPECT_EQ(*reader->FindSheet(""), 0u);
    ASSERT_EQ(reader->sheets().size(), 4u) << name;
    EXPECT_TRUE(reader->sheets()[3].hidden);
    const auto form = RowsOf(bytes, 0), example = RowsOf(bytes, 1), words = RowsOf(bytes, 2);
    ASSERT_EQ(form.size(), 1u);
    ASSERT_EQ(example.size(), 2u);
    EXPECT_EQ(form[0], example[0]);
    EXPECT_EQ(words.size(), form[0].size() + 2);
    for (size_t i = 1; i + 1 < words.size(); ++i)
      for (const std::string& cell : words[i]) EXPECT_FALSE(cell.empty()) << name << " " << i;
  }
  EXPECT_FALSE(WorkbookTemplateNamed("x.xlsx").has_value());
}

std::string Shown(std::string_view serial, bool epoch_1904 = false) {
  std::string out;
  if (const auto refused = WriteSerial(serial, epoch_1904, out)) return std::string(refused->reason);
  return out;
}

TEST(WorkbookDateTest, CountsOfDays) {
  EXPECT_EQ(Shown("45713.375"), "2025-02-25 09:00:00");
  EXPECT_EQ(Shown("45713"), "2025-02-25");
  EXPECT_EQ(Shown("44251.375", true), "2025-02-25 09:00:00");
  EXPECT_EQ(Shown("45713.99999999"), "2025-02-26 00:00:00");
  EXPECT_EQ(Shown("0.375"), "09:00:00");
  EXPECT_EQ(Shown("244040"), "2568-02-26");
  EXPECT_EQ(Shown("25000"), "ambiguous_date");   // 1968
  EXPECT_EQ(Shown("200000"), "ambiguous_date");  // 2447
  for (const std::string_view bad : {"", "x", "-1", "1e9", "2958466", "60", "NaN"}) EXPECT_EQ(Shown(bad), "bad_time") << bad;
  const auto day = [](std::string_view serial, bool epoch_1904) {
    const auto time = TimeOfSerial(serial, epoch_1904);
    return std::to_string(time->year) + "-" + std::to_string(time->month) + "-" + std::to_string(time->day);
  };
  // The day Excel has and the world had not: before it the count is one less.
  EXPECT_EQ(day("1", false), "1900-1-1");
  EXPECT_EQ(day("59", false), "1900-2-28");
  EXPECT_EQ(day("61", false), "1900-3-1");
  EXPECT_EQ(day("1", true), "1904-1-2");
  EXPECT_EQ(day("2958465", false), "9999-12-31");
}

TEST(WorkbookDateTest, FormatsThatShowDates) {
  for (const uint32_t id : {14u, 22u, 27u, 45u, 50u, 71u, 81u}) EXPECT_TRUE(IsDateFormat(id, "")) << id;
  for (const uint32_t id : {0u, 1u, 4u, 9u, 11u, 13u, 37u, 44u, 48u, 49u, 59u, 62u, 164u})
    EXPECT_FALSE(IsDateFormat(id, "")) << id;
  for (const std::string_view code :
       {"d/m/yyyy", "[$-D07041E]d/m/bbbb;@", "[h]:mm", "yyyy\\-mm\\-dd", "\"วันที่\" d mmm yy", "ว/ด/ปปปป", "h:mm AM/PM", "[Red]dd"})
    EXPECT_TRUE(IsDateFormat(164, code)) << code;
  for (const std::string_view code :
       {"General", "0.00", "#,##0.00\\ \"day\"", "@", "[Red]0", "0.00E+00", "_-* #,##0_-", "\"d\"0", "#,##0 บาท", ";;;d", "[d"})
    EXPECT_FALSE(IsDateFormat(164, code)) << code;
}

}  // namespace
}  // namespace cybercheck::ingest
