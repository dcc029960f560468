// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv_reader.h"

#include <csv.h>
#include <gtest/gtest.h>

#include <random>

namespace cybercheck::ingest {
namespace {

struct Read {
  uint64_t number, line;
  std::vector<std::string> fields;
  CsvReader::Fault fault;
};

std::vector<Read> ReadAll(std::string_view text, size_t piece, char delimiter = ',') {
  CsvReader reader(delimiter);
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
