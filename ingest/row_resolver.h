// SPDX-License-Identifier: Apache-2.0
// One row of an import file to one FeedRow, or to the reason why not: time, kind, canonical key, guard, e-mail rule, category.
// Everything that needs the outside world is decided here, so that applying the row later needs nothing. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/feed_observed.h"
#include "indicator/canonical.h"
#include "ingest/evidence_form.h"
#include "ingest/guard.h"
#include "ingest/row_reader.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

// A row dated later than this after now is a wrong date (a Buddhist-era year, say), not an observation.
inline constexpr int64_t kFutureS = 24 * 3600;

struct RowDefaults {
  std::optional<indicator::Kind> kind;              // of rows that name none
  wire::Category category = wire::Category::kNone;  // of rows that name none
  int64_t observed_s = 0;                           // of rows that have no time
  int64_t now_s = 0;
};

struct Rejection {
  std::string_view column;  // "value", "observed_at" …; empty: the row as a whole
  std::string_view reason;  // stable snake_case: a code of base/error.h, or one of docs/import.md
  std::string detail;       // never repeats the value
};

// Keys a person's PromptPay id (indicator::KeyNationalId), here or by who keeps the secret.
using NationalIdKeyer = std::function<base::Result<void>(indicator::Canonical&)>;

class RowResolver {
 public:
  // `guard` must outlive it. Where `key_national_id` is null or fails, rows of national ids are rejected.
  RowResolver(const Guard& guard, RowDefaults defaults, NationalIdKeyer key_national_id);

  // nullopt: `out` is the row. Otherwise `out` is unspecified.
  std::optional<Rejection> Resolve(const RawRow& row, event::FeedRow& out);

 private:
  std::optional<Rejection> ResolveTime(const std::string& text, int64_t& observed_s) const;
  std::optional<Rejection> ResolveKey(indicator::Kind kind, const RawRow& row, event::FeedRow& out);

  const Guard& guard_;
  RowDefaults defaults_;
  NationalIdKeyer key_national_id_;
  indicator::Canonical canonical_;
  std::string value_;
  EvidenceForm form_;
};

}  // namespace cybercheck::ingest
