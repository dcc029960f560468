// SPDX-License-Identifier: Apache-2.0
#include "ingest/feed_format.h"

#include <array>

namespace cybercheck::ingest {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"openphish", "phishtank", "urlhaus", "csv", "jsonl"};
constexpr std::array<std::string_view, kColumnCount> kColumns = {"kind", "value", "bank", "observed_at", "category", "withdrawn"};

std::string Folded(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  std::string folded(text);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return folded;
}

std::optional<Column> ColumnNamed(std::string_view name) {
  for (size_t i = 0; i < kColumns.size(); ++i)
    if (kColumns[i] == name) return static_cast<Column>(i);
  return std::nullopt;
}

}  // namespace

std::string_view Name(FeedFormat format) noexcept { return kFormats[static_cast<size_t>(format)]; }

std::optional<FeedFormat> FeedFormatNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < kFormats.size(); ++i)
    if (kFormats[i] == name) return static_cast<FeedFormat>(i);
  return std::nullopt;
}

std::string_view Name(Column column) noexcept { return kColumns[static_cast<size_t>(column)]; }

base::Result<ColumnMap> ColumnMap::Parse(std::string_view text) {
  ColumnMap map;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const size_t equals = part.find('=');
    const auto column = equals == std::string_view::npos ? std::nullopt : ColumnNamed(Folded(part.substr(0, equals)));
    const std::string header = equals == std::string_view::npos ? std::string() : Folded(part.substr(equals + 1));
    if (!column || header.empty())
      return base::Fail(base::ErrorCode::kBadConfig, "column map: \"" + std::string(part) +
                                                         "\" is not COLUMN=HEADER with COLUMN one of kind, value, "
                                                         "bank, observed_at, category, withdrawn");
    map.by_header_[header] = *column;
  }
  return map;
}

std::optional<Column> ColumnMap::Find(std::string_view header) const {
  const std::string folded = Folded(header);
  const auto at = by_header_.find(folded);
  return at != by_header_.end() ? std::optional(at->second) : ColumnNamed(folded);
}

}  // namespace cybercheck::ingest
