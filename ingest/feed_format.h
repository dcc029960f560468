// SPDX-License-Identifier: Apache-2.0
// The formats an import reads, described with examples in docs/import.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

enum class FeedFormat : uint8_t {
  kOpenphish,  // one URL a line, or unix_seconds<TAB>url
  kPhishtank,  // phish_id,url,phish_detail_url,submission_time,verified,…; & written as &amp;
  kUrlhaus,    // # comments; id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter
  kCsv,        // a header row names the columns
  kJsonl,      // one JSON object a line
};

std::string_view Name(FeedFormat format) noexcept;  // "openphish" …
std::optional<FeedFormat> FeedFormatNamed(std::string_view name) noexcept;

// What a column (csv) or member (jsonl) of an import file means. Only `value` is needed; `kind` may come from the options.
enum class Column : uint8_t { kKind, kValue, kBank, kObservedAt, kCategory, kWithdrawn };
inline constexpr size_t kColumnCount = 6;
std::string_view Name(Column column) noexcept;  // "kind", "value", "bank", "observed_at", "category", "withdrawn"

// Which header means which column. A header named like a column means it; the map adds others:
// "value=เบอร์โทร,observed_at=วันที่แจ้ง". Headers are compared without case and surrounding blanks.
class ColumnMap {
 public:
  // Errors: kBadConfig, naming the part that is not COLUMN=HEADER.
  static base::Result<ColumnMap> Parse(std::string_view text);
  std::optional<Column> Find(std::string_view header) const;

 private:
  std::map<std::string, Column, std::less<>> by_header_;  // lower-case ASCII
};

}  // namespace cybercheck::ingest
