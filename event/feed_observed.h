// SPDX-License-Identifier: Apache-2.0
// The body of a feed_observed entry (layout in docs/event_format.md): rows of one source, keys already canonical, guard already
// asked. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::event {

inline constexpr size_t kFeedRowsMax = 1000;
inline constexpr size_t kFeedBodyBytesMax = 128 << 10;  // a batch ends before it grows past this, unless one row alone does

struct FeedRow {
  indicator::Key key;
  int64_t observed_s = 0;      // unix seconds
  uint8_t category = 0;        // wire::Category
  bool promotes_host = false;  // url: its host is unshared, so it counts towards listing "host/" (policy `promote`)
  bool withdrawn = false;      // the source says it no longer holds
  std::string submitted;       // as it was written, when that differs from the form and holds no e-mail address; else empty
};

struct FeedObserved {
  std::string source;        // [a-z0-9_.-]{1,64}
  uint8_t source_class = 1;  // wire::SourceClass: kFeed or kSample; "class" in the body
  uint16_t canon = indicator::kCanonVersion;
  std::vector<FeedRow> rows;
};

std::string EncodeFeedObserved(const FeedObserved& feed);              // with a fresh salt
base::Result<FeedObserved> DecodeFeedObserved(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
