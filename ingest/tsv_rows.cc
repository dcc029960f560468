// SPDX-License-Identifier: Apache-2.0
#include "ingest/tsv_rows.h"

#include <algorithm>

#include "base/utf8.h"

namespace cybercheck::ingest {
namespace {

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const size_t tab = line.find('\t');
    std::string_view cell = line.substr(0, tab);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    cells.push_back(cell);
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

}  // namespace

base::Result<std::vector<TsvRow>> ReadTsv(std::string_view file, std::string_view text,
                                          const std::vector<std::string_view>& columns, size_t required, base::ErrorCode code) {
  std::vector<TsvRow> rows;
  std::vector<size_t> place;  // of each cell among `columns`
  size_t number = 0;
  const auto fail = [&](std::string_view what) {
    return base::Fail(code, std::string(file) + ":" + std::to_string(number) + ": " + std::string(what));
  };
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    ++number;
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (!base::IsValidUtf8(line)) return fail("not UTF-8");
    const std::vector<std::string_view> cells = Split(line);
    if (place.empty()) {
      for (const std::string_view cell : cells) {
        const auto column = std::find(columns.begin(), columns.end(), cell);
        if (column == columns.end()) return fail("no such column: " + std::string(cell.substr(0, 64)));
        const auto at = static_cast<size_t>(column - columns.begin());
        if (std::find(place.begin(), place.end(), at) != place.end())
          return fail("the column stands twice: " + std::string(cell));
        place.push_back(at);
      }
      for (size_t i = 0; i < required; ++i)
        if (std::find(place.begin(), place.end(), i) == place.end())
          return fail("the header lacks the column " + std::string(columns[i]));
      continue;
    }
    if (cells.size() > place.size()) return fail("more cells than the header has columns");
    TsvRow row{number, std::vector<std::string_view>(columns.size())};
    for (size_t i = 0; i < cells.size(); ++i) row.cells[place[i]] = cells[i];
    for (size_t i = 0; i < required; ++i)
      if (row.cells[i].empty()) return fail(std::string(columns[i]) + " is missing");
    rows.push_back(std::move(row));
  }
  if (place.empty()) return base::Fail(code, std::string(file) + ": has no header row");
  return rows;
}

}  // namespace cybercheck::ingest
