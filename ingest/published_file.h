// SPDX-License-Identifier: Apache-2.0
// Published tables out of files, to be held against themselves (cases/published_table.h). Three forms: CSV as somebody types a
// table off a slide, the JSON that GET /v1/statistics/{table} answers, and a release (GET /v1/releases/{number}), which is
// several tables. docs/statistics.md describes the CSV. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "cases/published_table.h"

namespace cybercheck::ingest {

// `text` is UTF-8. `now_s`: dates are of the past, which tells the era of their years. Errors: kBadFeed with "line N: what".
base::Result<cases::PublishedTable> ReadPublishedCsv(std::string_view text, int64_t now_s);
base::Result<std::vector<cases::PublishedTable>> ReadPublishedJson(std::string_view text);

}  // namespace cybercheck::ingest
