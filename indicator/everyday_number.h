// SPDX-License-Identifier: Apache-2.0
// Numbers of everyday life that name nobody: dates, times of day, amounts with a decimal point. No telephone number is written in
// these ways, so a value of unknown kind that is one is no indicator. Pure.
//
//   2026-11-20  20/11/2569  20.11.2026  20/11/69      the year of either era; one separator; days and months there are
//   09:00  23:59:59  5.20  1,500.00                   at most two digits behind the point
#pragma once

#include <string_view>

namespace cybercheck::indicator {

// `text` without spaces around it, its digits ASCII.
bool IsEverydayNumber(std::string_view text) noexcept;

}  // namespace cybercheck::indicator
