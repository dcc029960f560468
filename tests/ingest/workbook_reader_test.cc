// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "ingest/workbook_writer.h"
#include "tests/ingest/memory_file.h"
#include "tests/ingest/zip_bytes.h"

namespace cybercheck::ingest {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSheet = kSheetPart;
constexpr int64_t kCreated = 1764000000;  // 2025-11-24T23:00:00+07:00

std::map<std::string, std::string> Sheet(std::string_view rows) { return {{std::string(kSheet), SheetXml(rows)}}; }

// "B7=text", "C7#1.5" (number), "D7@45713" (date), "E7?TRUE", "F7!#N/A"; a formula's value in brackets.
std::string Written(const WorkbookRow& row) {
  std::string out;
  for (const WorkbookCell& cell : row.cells) {
    out += out.empty() ? "" : " ";
    out += CellName(cell.column, row.number);
    out += cell.type == WorkbookCell::Type::kText      ? "="
           : cell.type == WorkbookCell::Type::kBoolean ? "?"
           : cell.type == WorkbookCell::Type::kError   ? "!"
           : cell.date                                 ? "@"
                                                       : "#";
    out += cell.formula ? "[" + std::string(cell.text) + "]" : std::string(cell.text);
  }
  return out;
}

struct Outcome {
  std::vector<std::string> rows;
  std::string refusal;
};

Outcome Read(std::string_view bytes, const WorkbookLimits& limits = {}) {
  Outcome out;
  const auto read = [&]() -> base::Result<void> {
    ASSIGN_OR_RETURN(WorkbookReader book, WorkbookReader::Open(bytes, limits));
    return book.ReadRows(0, [&](const WorkbookRow& row) -> base::Result<void> {
      out.rows.push_back(Written(row));
      return {};
    });
  };
  if (const auto done = read(); done.has_error()) out.refusal = base::ToString(done.error());
  return out;
}

// Peak of anonymous memory while `run` runs, beyond what there was before, in MiB; 0 where it cannot be told.
template <class Run>
size_t PeakMiB(const Run& run) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  run();
  return 0;
#else
  const auto figure = [](std::string_view name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with(name)) return static_cast<size_t>(std::stoull(line.substr(name.size() + 1)));
    return size_t{0};
  };
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const size_t before = figure("VmRSS");
  run();
  const size_t peak = figure("VmHWM");
  return peak > before ? (peak - before) / 1024 : 0;
#endif
}

TEST(WorkbookReaderTest, EveryKindOfCell) {
  const Outcome read = Read(WorkbookBytes(
      Sheet("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" "
            "t=\"inlineStr\"><is><t>ใน</t></is></c>"
            "<c r=\"D2\" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b_x000D_c_x005F_x0041_</t></r><rPh><t>x</t></rPh></is></c>"
            "<c r=\"E2\"><v>1.23457E+11</v></c><c r=\"F2\"><v> 1234567890.0 </v></c><c r=\"G2\" s=\"1\"><v>45713.375</v></c>"
            "<c r=\"H2\" s=\"2\"><v>244043</v></c><c r=\"I2\" s=\"3\"><v>12345.67</v></c></row>"
            "<row r=\"4\"><c r=\"A4\" t=\"b\"><v>1</v></c><c r=\"B4\" t=\"e\"><v>#N/A</v></c><c r=\"C4\" "
            "t=\"str\"><f>A1&amp;\"x\"</f><v>ค่า</v></c>"
            "<c r=\"D4\"><f>1+1</f><v>2</v></c><c r=\"E4\"><f>2+2</f></c><c r=\"F4\" t=\"d\"><v>2025-02-25T09:00:00</v></c><c "
            "r=\"G4\" s=\"1\"/>"
            "<c r=\"AA4\"><v>-7</v></c></row><row r=\"5\"/><row "
            "r=\"9\"><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")));
  EXPECT_EQ(read.refusal, "");
  EXPECT_THAT(read.rows,
              testing::ElementsAre(
                  "A2=แรก B2=สอง ส่วน C2=ใน D2=ab\rc_x0041_ E2#1.23457E+11 F2#1234567890.0 G2@45713.375 H2@244043 I2#12345.67",
                  "A4?TRUE B4!#N/A C4=[ค่า] D4#[2] E4![] F4=2025-02-25T09:00:00 AA4#-7", "A9#1 B9#2", "A10#3"));
}

TEST(WorkbookReaderTest, SheetsByNameAndByTheFirstThatIsShown) {
  const std::string rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
  const std::string bytes = WorkbookBytes(
      {{"xl/workbook.xml",
        "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:workbookPr date1904=\"1\"/><x:sheets><x:sheet name=\"lists\" "
        "state=\"hidden\" r:id=\"a\"/>"
        "<x:sheet name=\"Transfers\" r:id=\"b\"/><x:sheet name=\"chart\" r:id=\"c\"/></x:sheets></x:workbook>"},
       {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"a\" Type=\"" + rel +
                                          "\" Target=\"/xl/worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"" + rel +
                                          "\" Target=\"worksheets/SHEET2.xml\"/><Relationship Id=\"c\" Type=\"x/chartsheet\" "
                                          "Target=\"chart.xml\"/></Relationships>"},
       {"xl/worksheets/sheet2.xml",
        "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row r=\"1\"><x:c "
        "r=\"A1\"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"}});
  auto book = WorkbookReader::Open(std::string_view(bytes));
  ASSERT_TRUE(book.has_value()) << base::ToString(book.error());
  EXPECT_TRUE(book->epoch_1904());
  ASSERT_EQ(book->sheets().size(), 2u);
  EXPECT_EQ(*book->FindSheet(""), 1u);
  EXPECT_EQ(*book->FindSheet("TRANSFERS"), 1u);
  EXPECT_EQ(book->FindSheet("โอน").error().detail, "the workbook has no sheet of that name; it has \"lists\", \"Transfers\"");
  std::vector<std::string> rows;
  const auto take = [&](const WorkbookRow& row) -> base::Result<void> {
    rows.push_back(Written(row));
    return {};
  };
  ASSERT_TRUE(book->ReadRows(1, take).has_value());
  ASSERT_TRUE(book->ReadRows(0, take).has_value());
  EXPECT_THAT(rows, testing::ElementsAre("A1#7", "A1#1"));
}

TEST(WorkbookReaderTest, TenThousandRowsComeBackAsTheyWere) {
  auto written = WorkbookWriter::ToBytes(kCreated);
  ASSERT_TRUE(written.has_value());
  ASSERT_TRUE(written
                  ->AddSheet({.name = "โอน",
                              .columns = {{"บัญชี", ColumnType::kText, 18},
                                          {"จำนวนเงิน (บาท)", ColumnType::kBaht, 14},
                                          {"วันเวลา", ColumnType::kDateTime, 20},
                                          {"วัน", ColumnType::kDate, 12},
                                          {"ครั้ง", ColumnType::kNumber, 8}}})
                  .has_value());
  constexpr uint32_t kRows = 10'000;
  for (uint32_t i = 0; i < kRows; ++i) {
    char account[16];
    std::snprintf(account, sizeof(account), "%010u", i * 7919);
    ASSERT_TRUE(
        written->AddRow({account, int64_t{i} * 1'000'003 + 1, kCreated + int64_t{i} * 61, kCreated, int64_t{i}}).has_value());
  }
  ASSERT_TRUE(written->Finish().has_value());
  const auto bytes = written->TakeBytes();
  ASSERT_TRUE(bytes.has_value());
  auto book = WorkbookReader::Open(std::string_view(*bytes));
  ASSERT_TRUE(book.has_value()) << base::ToString(book.error());
  uint32_t rows = 0;
  const auto started = std::chrono::steady_clock::now();
  const auto done = book->ReadRows(0, [&](const WorkbookRow& row) -> base::Result<void> {
    if (row.number == 1) return {};
    const uint32_t i = row.number - 2;
    char account[16], amount[32];
    std::snprintf(account, sizeof(account), "%010u", i * 7919);
    std::snprintf(amount, sizeof(amount), "%.16G", static_cast<double>(int64_t{i} * 1'000'003 + 1) / 100);
    EXPECT_EQ(row.cells.size(), 5u);
    EXPECT_EQ(row.cells[0].text, account);
    EXPECT_EQ(row.cells[0].type, WorkbookCell::Type::kText);
    EXPECT_EQ(row.cells[1].text, amount);
    EXPECT_TRUE(row.cells[2].date && row.cells[3].date && !row.cells[1].date);
    EXPECT_EQ(row.cells[3].text, "45985");
    EXPECT_EQ(row.cells[4].text, std::to_string(i));
    ++rows;
    return {};
  });
  ASSERT_TRUE(done.has_value()) << base::ToString(done.error());
  EXPECT_EQ(rows, kRows);
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started).count();
  std::printf("%u rows, %zu bytes, read in %.1f ms\n", rows, bytes->size(), static_cast<double>(us) / 1000);
}

TEST(WorkbookReaderTest, FromAFileAndFromAPipe) {
  const std::string bytes = WorkbookBytes({});
  const base::FileDescriptor file = MemoryFile(bytes);
  auto from_file = WorkbookReader::Open(file.get());
  ASSERT_TRUE(from_file.has_value()) << base::ToString(from_file.error());
  EXPECT_TRUE(from_file->Verify(0).has_value());
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  base::FileDescriptor out(ends[0]), in(ends[1]);
  std::thread writer([&] {
    EXPECT_EQ(::write(in.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    in.Close();
  });
  auto from_pipe = WorkbookReader::Open(out.get());
  writer.join();
  ASSERT_TRUE(from_pipe.has_value()) << base::ToString(from_pipe.error());
  EXPECT_TRUE(from_pipe->Verify(0).has_value());
}

struct Hostile {
  std::string_view name;
  std::string bytes;
  std::string_view refusal;
};

std::string ManyRows(uint32_t rows) {
  std::string out;
  for (uint32_t i = 1; i <= rows; ++i) out += "<row><c><v>1</v></c></row>";
  return StoredWorkbookBytes(Sheet(out));
}

std::string Bomb(std::string_view part, size_t megabytes, int64_t declared_bytes) {
  auto parts = WorkbookParts({{std::string(part), ""}});
  uint32_t crc = 0;
  std::string zeros = DeflatedZeros(megabytes, crc);
  parts.push_back(
      {.name = std::string(part), .content = "", .crc_xor = crc, .declared_bytes = declared_bytes, .packed = std::move(zeros)});
  return ZipBytes(parts);
}

// Layers of zip files: the outermost is what is sent.
std::string Nested(int layers) {
  std::string inner = ZipBytes({ZipPart{"zeros", std::string(10 << 20, '\0')}});
  for (int i = 0; i < layers; ++i) inner = ZipBytes({ZipPart{"a.zip", inner}, ZipPart{"b.zip", inner}});
  return inner;
}

std::string ManyParts(size_t count) {
  std::vector<ZipPart> parts;
  for (size_t i = 0; i < count; ++i) parts.push_back({.name = std::to_string(i), .content = "x", .deflated = false});
  return ZipBytes(parts);
}

std::string Encrypted() {
  auto parts = WorkbookParts({});
  parts[2].flags = 1;
  return ZipBytes(parts);
}

std::string WrongSum() {
  auto parts = WorkbookParts({});
  for (ZipPart& part : parts)
    if (part.name == kSheet) part.crc_xor = 1;
  return ZipBytes(parts);
}

std::string TwoOfOneName() {
  auto parts = WorkbookParts({});
  parts.push_back({"XL\\Workbook.xml", "<workbook/>"});
  return ZipBytes(parts);
}

std::string PackedOtherwise() {
  auto parts = WorkbookParts({});
  for (ZipPart& part : parts)
    if (part.name == kSheet) part.method = 12;
  return ZipBytes(parts);
}

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string ManyNames() {
  std::string out;
  for (uint64_t i = 0; i < 400'000; ++i) out += "<n" + std::to_string(i * 7919) + "/>";
  return out;
}

std::vector<Hostile> HostileFiles() {
  const std::string good = WorkbookBytes({});
  const std::string relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
  std::vector<Hostile> files;
  const auto sheet = [&](std::string_view name, std::string_view rows, std::string_view refusal) {
    files.push_back({name, StoredWorkbookBytes(Sheet(rows)), refusal});
  };
  files.push_back({"empty", "", "the file is empty"});
  files.push_back({"a csv file", "a,b\r\n1,2\r\n", "this is no workbook; save it in Excel"});
  files.push_back({"an old or encrypted workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(512, '\0'),
                   "a workbook with a password, or one of the old kind"});
  files.push_back({"another zip", ZipBytes({ZipPart{"a.txt", "x"}}), "a zip file, but no workbook"});
  files.push_back(
      {"a document",
       WorkbookBytes(
           {{"[Content_Types].xml",
             "<Types><Override PartName=\"/word/document.xml\" "
             "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"}}),
       "this is no workbook (a document or slides?)"});
  files.push_back({"a binary workbook",
                   WorkbookBytes({{"[Content_Types].xml",
                                   "<Types><Override PartName=\"/xl/workbook.bin\" "
                                   "ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>"}}),
                   ".xlsb"});
  files.push_back({"cut off", good.substr(0, good.size() / 2), "the file is damaged or was cut off"});
  files.push_back({"cut off by a byte", good.substr(0, good.size() - 1), "the file is damaged or was cut off"});
  files.push_back({"a password", Encrypted(), "the file has a password"});
  files.push_back({"wrong checksum", WrongSum(), "part xl/worksheets/sheet1.xml is damaged (CRC error)"});
  files.push_back({"two parts of one name", TwoOfOneName(), "two parts of the file have one name"});
  files.push_back({"packed otherwise", PackedOtherwise(), "packed in a way no workbook is"});
  files.push_back({"5,000 parts", ManyParts(5000), "the file holds 5000 parts"});
  files.push_back({"a sheet of zeros", Bomb(kSheet, 100, 100 << 20), "unpacks to more than 200 times its size"});
  files.push_back(
      {"a sheet of zeros that is said to be small", Bomb(kSheet, 100, 4096), "sheet \"โอน\": its XML is broken in line 1"});
  files.push_back({"shared texts of zeros", Bomb("xl/sharedStrings.xml", 100, 100 << 20),
                   "part xl/sharedstrings.xml unpacks to more than 200 times"});
  files.push_back({"two gigabytes", Bomb(kSheet, 10, int64_t{2} << 30), "unpacks to more than 1073741824 bytes"});
  files.push_back({"zips in zips", Nested(6), "a zip file, but no workbook"});
  files.push_back(
      {"a billion laughs",
       WorkbookBytes(
           {{std::string(kSheet),
             "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" +
                 SheetXml("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&c;</v></c></row>").substr(38)}}),
       "it declares a document type"});
  files.push_back({"an external entity",
                   WorkbookBytes({{"xl/sharedStrings.xml",
                                   "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><sst><si><t>&x;</t></si></sst>"}}),
                   "part xl/sharedStrings.xml: it declares a document type"});
  files.push_back({"an unknown entity", WorkbookBytes(Sheet("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&x;</v></c></row>")),
                   "sheet \"โอน\", cell A1: its XML is broken in line 1 (undefined entity)"});
  files.push_back({"a sheet elsewhere",
                   WorkbookBytes({{"xl/_rels/workbook.xml.rels",
                                   "<Relationships><Relationship Id=\"rId1\" Type=\"" + relation +
                                       "\" Target=\"http://evil.example/s.xml\" TargetMode=\"External\"/></Relationships>"}}),
                   "refers to a file outside of itself"});
  files.push_back({"a sheet that is not there",
                   WorkbookBytes({{"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"" + relation +
                                                                     "\" Target=\"../../../../etc/passwd\"/></Relationships>"}}),
                   "the file lacks a part that it names"});
  files.push_back(
      {"no relationships", WorkbookBytes({{"xl/_rels/workbook.xml.rels", ""}}), "the file lacks a part that it names"});
  files.push_back({"no sheet", WorkbookBytes({{"xl/workbook.xml", "<workbook><sheets/></workbook>"}}),
                   "the workbook has no sheet with cells"});
  files.push_back(
      {"300 sheets",
       WorkbookBytes({{"xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets>" +
                                              Repeated("<sheet name=\"a\" r:id=\"rId1\"/>", 300) + "</sheets></workbook>"}}),
       "it has more than 256 sheets"});
  files.push_back({"two million rows", ManyRows(2'000'000), "sheet \"โอน\": it goes on beyond row 1048576; split it"});
  sheet("row 2,000,000", "<row r=\"2000000\"><c r=\"A2000000\"><v>1</v></c></row>", "it goes on beyond row 1048576");
  sheet("row 0", "<row r=\"0\"/>", "behind row 0 stands one without a number");
  sheet("row -1", "<row r=\"-1\"/>", "behind row 0 stands one without a number");
  sheet("rows out of order", "<row r=\"5\"/><row r=\"3\"/>", "sheet \"โอน\": row 3 stands behind row 5");
  sheet("a row twice", "<row r=\"5\"/><row r=\"5\"/>", "row 5 stands behind row 5");
  sheet("cells out of order", "<row r=\"7\"><c r=\"C7\"><v>1</v></c><c r=\"B7\"><v>1</v></c></row>",
        "sheet \"โอน\", row 7: cell B7 stands behind one to its right");
  sheet("a cell of another row", "<row r=\"7\"><c r=\"B8\"><v>1</v></c></row>", "row 7: a cell of another row stands in it");
  sheet("a cell nowhere", "<row r=\"7\"><c r=\"7B\"><v>1</v></c></row>", "row 7: a cell has no place");
  sheet("column ZZZZ", "<row r=\"7\"><c r=\"ZZZZ7\"><v>1</v></c></row>", "row 7: it goes on beyond column XFD");
  sheet("a negative style", "<row r=\"7\"><c r=\"B7\" s=\"-1\"><v>1</v></c></row>",
        "sheet \"โอน\", cell B7: it has a style that does not exist");
  sheet("a style too many", "<row r=\"7\"><c r=\"B7\" s=\"4\"><v>1</v></c></row>", "cell B7: it has a style that does not exist");
  sheet("a shared text too many", "<row r=\"7\"><c r=\"B7\" t=\"s\"><v>2</v></c></row>", "cell B7: its text is not in the file");
  sheet("a negative shared text", "<row r=\"7\"><c r=\"B7\" t=\"s\"><v>-1</v></c></row>", "cell B7: its text is not in the file");
  sheet("a kind of cell nobody knows", "<row r=\"7\"><c r=\"B7\" t=\"x\"><v>1</v></c></row>",
        "cell B7: it is of a kind that no workbook has");
  sheet("a number that is none", "<row r=\"7\"><c r=\"B7\"><v>1e</v></c></row>", "cell B7: its number is none");
  sheet("infinity", "<row r=\"7\"><c r=\"B7\"><v>INF</v></c></row>", "cell B7: its number is none");
  sheet("a truth that is none", "<row r=\"7\"><c r=\"B7\" t=\"b\"><v>2</v></c></row>", "cell B7: it is neither true nor false");
  sheet("a huge cell", "<row r=\"7\"><c r=\"B7\" t=\"str\"><v>" + std::string(1 << 20, 'x') + "</v></c></row>",
        "sheet \"โอน\", cell B7: its text is longer than 131072 bytes");
  sheet("a huge row", "<row r=\"7\">" + Repeated("<c t=\"str\"><v>" + std::string(100'000, 'x') + "</v></c>", 11) + "</row>",
        "cell K7: with it the row has more than 1048576 bytes");
  sheet("a huge tag", "<row r=\"7\" x=\"" + std::string(2 << 20, 'x') + "\"/>", "its XML is more involved");
  sheet("a huge comment", "<!--" + std::string(2 << 20, 'x') + "-->", "its XML is more involved");
  sheet("a great many names", "<row r=\"7\">" + ManyNames() + "</row>", "its XML is more involved");
  sheet("deep elements", Repeated("<a>", 100'000) + Repeated("</a>", 100'000), "deeper in each other than those of any workbook");
  sheet("an element that does not end", "<row r=\"7\"><c r=\"B7\"><v>1</v></row>",
        "sheet \"โอน\", cell B7: its XML is broken in line 1 (mismatched tag)");
  files.push_back({"bytes that are not UTF-8", WorkbookBytes(Sheet("<row r=\"7\"><c r=\"B7\" t=\"str\"><v>\xff</v></c></row>")),
                   "its XML is broken"});
  files.push_back({"no shared texts",
                   WorkbookBytes({{"xl/sharedStrings.xml", ""},
                                  {std::string(kSheet), SheetXml("<row r=\"7\"><c r=\"B7\" t=\"s\"><v>0</v></c></row>")}}),
                   "sheet \"โอน\", cell B7: its text is not in the file (no sharedStrings)"});
  files.push_back(
      {"a huge shared text",
       StoredWorkbookBytes({{"xl/sharedStrings.xml", "<sst><si><t>" + std::string(1 << 20, 'x') + "</t></si></sst>"}}),
       "text 1 has more than 131072 bytes"});
  files.push_back({"shared texts without end",
                   StoredWorkbookBytes({{"xl/sharedStrings.xml", "<sst>" + Repeated("<si><t>a</t></si>", 2'100'000) + "</sst>"}}),
                   "it has more than 2000000 texts"});
  files.push_back({"a chart for a sheet", WorkbookBytes({{std::string(kSheet), "<chartsheet/>"}}), "it is no sheet of cells"});
  files.push_back({"rows twice", WorkbookBytes({{std::string(kSheet), "<worksheet><sheetData/><sheetData/></worksheet>"}}),
                   "it has its rows twice"});
  return files;
}

TEST(WorkbookReaderTest, HostileFilesAreRefusedWithAReasonInLittleMemory) {
  size_t count = 0, highest = 0;
  double longest_ms = 0;
  for (const Hostile& file : HostileFiles()) {
    Outcome read;
    const auto started = std::chrono::steady_clock::now();
    const size_t peak = PeakMiB([&] {
      const auto refuse = [&]() -> base::Result<void> {
        ASSIGN_OR_RETURN(WorkbookReader book, WorkbookReader::Open(file.bytes));
        return book.Verify(0);
      };
      if (const auto done = refuse(); done.has_error()) read.refusal = base::ToString(done.error());
    });
    const double ms =
        static_cast<double>(
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started).count()) /
        1000;
    EXPECT_THAT(read.refusal, HasSubstr(file.refusal)) << file.name;
    EXPECT_LE(peak, 96u) << file.name;
    ++count;
    highest = std::max(highest, peak);
    longest_ms = std::max(longest_ms, ms);
  }
  std::printf("%zu hostile files refused, at most %zu MiB and %.0f ms each\n", count, highest, longest_ms);
}

TEST(WorkbookReaderTest, AMillionRowsInBoundedMemory) {
  const std::string bytes = ManyRows(1'048'576);
  uint64_t rows = 0;
  const size_t peak = PeakMiB([&] {
    auto book = WorkbookReader::Open(std::string_view(bytes));
    ASSERT_TRUE(book.has_value());
    const auto done = book->ReadRows(0, [&](const WorkbookRow&) -> base::Result<void> {
      ++rows;
      return {};
    });
    EXPECT_TRUE(done.has_value()) << base::ToString(done.error());
  });
  EXPECT_EQ(rows, 1'048'576u);
  EXPECT_LE(peak, 16u);
}

TEST(WorkbookReaderTest, TheFirstErrorOfTheCallerIsGivenBack) {
  const std::string bytes = WorkbookBytes(Sheet("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"));
  auto book = WorkbookReader::Open(std::string_view(bytes));
  ASSERT_TRUE(book.has_value());
  int rows = 0;
  const auto done = book->ReadRows(0, [&](const WorkbookRow&) -> base::Result<void> {
    ++rows;
    return base::Fail(base::ErrorCode::kStorageFull, "no more");
  });
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().code, base::ErrorCode::kStorageFull);
  EXPECT_EQ(rows, 1);
}

TEST(WorkbookReaderTest, NamesOfCells) {
  EXPECT_EQ(CellName(0, 1), "A1");
  EXPECT_EQ(CellName(25, 7), "Z7");
  EXPECT_EQ(CellName(26, 7), "AA7");
  EXPECT_EQ(CellName(701, 7), "ZZ7");
  EXPECT_EQ(CellName(702, 7), "AAA7");
  EXPECT_EQ(CellName(16'383, 1'048'576), "XFD1048576");
}

}  // namespace
}  // namespace cybercheck::ingest
