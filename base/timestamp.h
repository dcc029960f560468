// SPDX-License-Identifier: Apache-2.0
// RFC 3339 times. Written in UTC with second precision ("2026-11-20T03:00:00Z"); read with any offset, optional fraction
// (cut to milliseconds) and "T" or one space between date and time. Years 1970 to 9999.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::base {

std::string FormatTime(int64_t unix_s);
// Writes exactly 20 bytes to `out`; no allocation. `unix_s` is clamped to the years above.
void FormatTimeTo(int64_t unix_s, char* out) noexcept;

// Errors: kBadRequest.
Result<int64_t> ParseTimeMs(std::string_view text);

}  // namespace cybercheck::base
