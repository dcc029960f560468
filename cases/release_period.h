// SPDX-License-Identifier: Apache-2.0
// The periods that releases are of: whole weeks from a Sunday, months, years, fiscal years. Nobody can ask for other days, so
// nobody can slide a day. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "event/publication.h"

namespace cybercheck::cases {

struct ReleasePeriod {
  event::ReleaseKind kind{};
  uint32_t from = 0, to = 0;  // days, both included

  std::string name() const;        // "2025-11-16" (a week, by its Sunday), "2026-02", "2026", "2569"
  uint32_t buddhist_year() const;  // in which it ends
  ReleasePeriod Before() const;    // the one of its kind that ends where this begins
  friend bool operator==(const ReleasePeriod&, const ReleasePeriod&) = default;
};

// Named as name() names it: a fiscal year by its Buddhist year, a year by that of the common era. nullopt: names none, or a
// week's day is no Sunday.
std::optional<ReleasePeriod> ReleasePeriodNamed(event::ReleaseKind kind, std::string_view name);
// The calendar year, or the fiscal year named by the Buddhist year it ends in.
ReleasePeriod YearPeriod(uint32_t year);
ReleasePeriod FiscalYearPeriod(uint32_t buddhist_year);
ReleasePeriod MonthPeriod(uint32_t month);  // year × 12 + month − 1

}  // namespace cybercheck::cases
