// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_reader.h"

#include <csv.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace cybercheck::ingest {
namespace {

struct Read {
  uint64_t number, line;
  std::vector<std::string> fields;
  CsvReader::Fault fault;
};

std::vector<Read> ReadAll(std::string_view text, size_t piece, char delimiter = ',', size_t columns = 0) {
  CsvReader reader(delimiter);
  reader.ExpectColumns(columns);
  std::vector<Read> rows;
  const CsvReader::OnRow on_row = [&](const CsvReader::Row& row) -> base::Result<void> {
    rows.push_back({row.number, row.line, {row.fields.begin(), row.fields.end()}, row.fault});
    return {};
  };
  for (size_t at = 0; at < text.size(); at += piece) EXPECT_TRUE(reader.Feed(text.substr(at, piece), on_row).has_value());
  EXPECT_TRUE(reader.Finish(on_row).has_value());
  return rows;
}

using Fields = std::vector<std::string>;

TEST(CsvReaderTest, QuotesLinesAndBlanks) {
  const auto rows = ReadAll("a,b\r\n\r\n \"x\"\"y\" , two words ,\n\"line\nbreak\r\nin it\",z\n,\n   \nlast,\"q", 3);
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0].fields, (Fields{"a", "b"}));
  EXPECT_EQ(rows[1].fields, (Fields{"x\"y", "two words", ""}));
  EXPECT_EQ(rows[1].number, 2u);
  EXPECT_EQ(rows[1].line, 3u);
  EXPECT_EQ(rows[2].fields, (Fields{"line\nbreak\r\nin it", "z"}));
  EXPECT_EQ(rows[2].line, 4u);
  EXPECT_EQ(rows[3].fields, (Fields{"", ""}));
  EXPECT_EQ(rows[3].line, 7u) << "quoted line breaks count";
  EXPECT_EQ(rows[4].number, 5u);
  EXPECT_EQ(rows[4].line, 9u);
  EXPECT_EQ(rows[4].fault, CsvReader::Fault::kUnterminatedQuote);
}

TEST(CsvReaderTest, LimitsCostOneRowEach) {
  const std::string big_field(kFieldBytesMax + 1, 'f');
  const std::string big_row(kRowBytesMax + 1, 'r');
  const std::string huge_quoted = "\"" + std::string(5 << 20, '\n') + "\"";
  std::string columns;
  for (size_t i = 0; i < kColumnsMax; ++i) columns += ',';
  const auto rows = ReadAll("ok1\n" + big_field + "\nok2\n" + big_row + "\nok3\n" + huge_quoted + "\nok4\n" + columns +
                                "\nok5\n" + std::string(kFieldBytesMax, 'g') + "\n" + columns.substr(1) + "\n",
                            4096);
  using Fault = CsvReader::Fault;
  std::vector<Fault> faults;
  for (const Read& row : rows) faults.push_back(row.fault);
  EXPECT_EQ(faults, (std::vector<Fault>{Fault::kNone, Fault::kFieldTooLong, Fault::kNone, Fault::kRowTooLong, Fault::kNone,
                                        Fault::kRowTooLong, Fault::kNone, Fault::kTooManyColumns, Fault::kNone, Fault::kNone,
                                        Fault::kNone}));
  EXPECT_EQ(rows[8].fields, Fields{"ok5"});
  EXPECT_EQ(rows[10].fields.size(), kColumnsMax);
}

// A table of `columns` columns with 6,000 rows, more than a row may hold; `spoil` changes row 2,000.
std::vector<Read> ReadSpoiled(size_t columns, size_t piece, const std::function<void(std::vector<std::string>& lines)>& spoil,
                              std::string_view line_break = "\n") {
  std::vector<std::string> lines;
  for (int i = 0; i < 6000; ++i) {
    lines.push_back("text " + std::to_string(i));
    for (size_t column = 1; column < columns; ++column) lines.back() += ",a longer cell " + std::to_string(column);
  }
  spoil(lines);
  std::string text;
  for (const std::string& line : lines) text.append(line).append(line_break);
  return ReadAll(text, piece, ',', columns);
}

TEST(CsvReaderTest, AQuoteThatIsNeverClosedCostsOneRow) {
  for (const size_t columns : {3u, 18u}) {
    for (const size_t piece : {7u, 65536u}) {
      for (const std::string_view line_break : {"\n", "\r\n", "\r"}) {
        const auto rows = ReadSpoiled(
            columns, piece, [](auto& lines) { lines[2000].insert(0, "\""); }, line_break);
        ASSERT_EQ(rows.size(), 6000u) << columns << " " << piece;
        for (size_t i = 0; i < rows.size(); ++i) {
          ASSERT_EQ(rows[i].fault, i == 2000 ? CsvReader::Fault::kUnterminatedQuote : CsvReader::Fault::kNone) << i;
          ASSERT_EQ(rows[i].number, i + 1);
          ASSERT_EQ(rows[i].line, i + 1);
          if (i == 2000) continue;
          ASSERT_EQ(rows[i].fields.front(), "text " + std::to_string(i));
        }
      }
    }
  }
}

TEST(CsvReaderTest, RowsInACellThatIsClosedFarBehindAreReadToo) {
  // The next quote, rows later, closes it: the row has as many fields as the header, and a hundred others would be text.
  const auto close_at = [](size_t row) {
    return [row](auto& lines) {
      lines[2000].insert(0, "\"");
      lines[row].insert(lines[row].find(','), "\"");
    };
  };
  const auto rows = ReadSpoiled(18, 65536, close_at(2100));
  ASSERT_EQ(rows.size(), 6000u);
  EXPECT_EQ(rows[2000].fault, CsvReader::Fault::kUnterminatedQuote);
  EXPECT_EQ(rows[2100].fields.size(), 18u);
  // A table of three columns cannot tell them from lines with two commas.
  EXPECT_EQ(ReadSpoiled(3, 65536, close_at(2100)).size(), 5900u);
}

TEST(CsvReaderTest, LinesInACellAreNoRows) {
  const std::string text = "a,b,\"one,two,three\nfour,five,six\nseven\",d,e,f,g,h\n";
  const auto rows = ReadAll(text, 5, ',', 8);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].fault, CsvReader::Fault::kNone);
  EXPECT_EQ(ReadAll(text, 5).size(), 1u);
}

TEST(CsvReaderTest, WhatIsAllQuotesIsReadInBoundedTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "\"a,b,c\n";
  uint64_t faults = 0;
  for (const Read& row : ReadAll(text, 65536, ',', 3)) faults += row.fault != CsvReader::Fault::kNone;
  EXPECT_GE(faults, 1u);
}

TEST(CsvReaderTest, AnErrorOfTheReceiverStopsIt) {
  CsvReader reader;
  int rows = 0;
  const auto done = reader.Feed("1\n2\n3\n", [&](const CsvReader::Row&) -> base::Result<void> {
    if (++rows == 2) return base::Fail(base::ErrorCode::kStorageFull);
    return {};
  });
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().code, base::ErrorCode::kStorageFull);
  EXPECT_EQ(rows, 2);
}

// The slow obvious model: libcsv over the whole text, unbounded.
std::vector<Fields> Model(std::string_view text, char delimiter) {
  struct State {
    std::vector<Fields> rows;
    Fields row;
  } state;
  csv_parser parser;
  csv_init(&parser, 0);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  const auto field = [](void* bytes, size_t size, void* s) {
    static_cast<State*>(s)->row.emplace_back(static_cast<const char*>(bytes), size);
  };
  const auto end = [](int, void* s) {
    auto& to = *static_cast<State*>(s);
    to.rows.push_back(std::move(to.row));
    to.row.clear();
  };
  csv_parse(&parser, text.data(), text.size(), field, end, &state);
  csv_fini(&parser, field, end, &state);
  csv_free(&parser);
  return state.rows;
}

TEST(CsvReaderTest, CutsRowsWhereLibcsvDoes) {
  std::mt19937_64 random(20261124);
  constexpr std::string_view letters = "\"\"\"\",,,\n\n\r a\tb;\0x";
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    for (size_t size = random() % 40; size > 0; --size) text += letters[random() % letters.size()];
    const char delimiter = ",;\t"[random() % 3];
    const auto model = Model(text, delimiter);
    const auto rows = ReadAll(text, 1 + random() % 7, delimiter);
    ASSERT_EQ(rows.size(), model.size()) << testing::PrintToString(text);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].fault == CsvReader::Fault::kNone) {
        ASSERT_EQ(rows[i].fields, model[i]) << testing::PrintToString(text);
      } else {
        ASSERT_EQ(rows[i].fault, CsvReader::Fault::kUnterminatedQuote);
        ASSERT_EQ(i + 1, rows.size()) << "only the end of the file leaves a quote open";
      }
    }
  }
}

}  // namespace
}  // namespace cybercheck::ingest
