// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CSV file, in pieces of any size: rows are cut where libcsv, which has no bounds, cuts them; nothing exceeds its
// bounds.
#include <csv.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "ingest/csv_reader.h"

using cybercheck::ingest::CsvReader;

namespace {

struct Model {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const size_t piece = size_t{data[0]} + 1;
  const char delimiter = ",;\t"[data[1] % 3];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);

  Model model;
  csv_parser parser;
  CHECK(csv_init(&parser, 0) == 0);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  const auto field = [](void* bytes, size_t length, void* m) {
    static_cast<Model*>(m)->row.emplace_back(static_cast<const char*>(bytes), length);
  };
  const auto end = [](int, void* m) {
    auto& to = *static_cast<Model*>(m);
    to.rows.push_back(std::move(to.row));
    to.row.clear();
  };
  csv_parse(&parser, text.data(), text.size(), field, end, &model);
  csv_fini(&parser, field, end, &model);
  csv_free(&parser);

  CsvReader reader(delimiter);
  size_t rows = 0;
  uint64_t line = 0;
  const CsvReader::OnRow on_row = [&](const CsvReader::Row& row) -> cybercheck::base::Result<void> {
    CHECK(rows < model.rows.size());
    CHECK(row.number == rows + 1 && row.line >= line && row.raw.size() <= cybercheck::ingest::kRowBytesMax);
    line = row.line;
    if (row.fault == CsvReader::Fault::kNone) {
      CHECK(row.fields.size() == model.rows[rows].size());
      for (size_t i = 0; i < row.fields.size(); ++i) CHECK(row.fields[i] == model.rows[rows][i]);
    }
    ++rows;
    return {};
  };
  for (size_t at = 0; at < text.size(); at += piece) CHECK(reader.Feed(text.substr(at, piece), on_row).has_value());
  CHECK(reader.Finish(on_row).has_value());
  CHECK(rows == model.rows.size());
  return 0;
}
