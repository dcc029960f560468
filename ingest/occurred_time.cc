// SPDX-License-Identifier: Apache-2.0
#include "ingest/occurred_time.h"

namespace cybercheck::ingest {

std::optional<std::string_view> WhyNotOccurred(int64_t occurred_s, int64_t now_s) noexcept {
  constexpr int64_t kBuddhistS = int64_t{400} * 365 * 86400;
  if (occurred_s <= 0) return "is not after 1970-01-01";
  if (occurred_s <= now_s + kClockAheadS) return std::nullopt;
  if (occurred_s > now_s + kBuddhistS) return "is after now: the year looks like one of the Buddhist era; write it minus 543";
  return "is after now";
}

}  // namespace cybercheck::ingest
