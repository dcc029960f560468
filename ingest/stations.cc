// SPDX-License-Identifier: Apache-2.0
#include "ingest/stations.h"

#include <algorithm>

#include "event/case_file.h"
#include "ingest/tsv_rows.h"

namespace cybercheck::ingest {

base::Result<Stations> Stations::Parse(std::string_view file, std::string_view text) {
  constexpr auto kCode = base::ErrorCode::kBadConfig;
  ASSIGN_OR_RETURN(const std::vector<TsvRow> rows, ReadTsv(file, text, {"code", "name_th", "name_en", "phone"}, 4, kCode));
  Stations stations;
  for (const TsvRow& row : rows) {
    const std::string at = std::string(file) + ":" + std::to_string(row.line) + ": ";
    if (!IsStationCode(row.cells[0])) return base::Fail(kCode, at + "code: 1 to 16 letters, digits, points, hyphens");
    Station station{std::string(row.cells[1]), std::string(row.cells[2]), std::string(row.cells[3])};
    if (!stations.by_code_.emplace(row.cells[0], std::move(station)).second) return base::Fail(kCode, at + "code: stands twice");
  }
  return stations;
}

const Station* Stations::Find(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &found->second;
}

bool IsStationCode(std::string_view text) noexcept {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= event::kStationBytesMax && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace cybercheck::ingest
