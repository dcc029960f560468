// SPDX-License-Identifier: Apache-2.0
// Published tables out of files, to be held against themselves (cases/published_table.h). Two forms: CSV as somebody types a
// table off a slide, and the JSON that GET /v1/statistics answers. docs/statistics.md describes the CSV. Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "cases/published_table.h"

namespace cybercheck::ingest {

// `text` is UTF-8. `now_s`: dates are of the past, which tells the era of their years. Errors: kBadFeed with "line N: what".
base::Result<cases::PublishedTable> ReadPublishedCsv(std::string_view text, int64_t now_s);
base::Result<cases::PublishedTable> ReadPublishedJson(std::string_view text);

}  // namespace cybercheck::ingest
