// SPDX-License-Identifier: Apache-2.0
// When something may have happened that is reported now: after 1970, and not later than now. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cybercheck::ingest {

inline constexpr int64_t kClockAheadS = 300;  // the sender's clock may be so much ahead of ours

// nullopt: it may. Else how the sentence goes on: "is after now …".
std::optional<std::string_view> WhyNotOccurred(int64_t occurred_s, int64_t now_s) noexcept;

}  // namespace cybercheck::ingest
