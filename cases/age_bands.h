// SPDX-License-Identifier: Apache-2.0
// Age bands, derived from the age in years that is stored: agencies publish by bands that do not fit each other, so none is
// stored. Every scheme has a band below its first (`under`) and one of unknown ages. Pure.
//
//   rtp   11-14 15-17 18-21 22-29 30-44 45-59 60+     the police's victims by age (domain figures of 2022 to 2024)
//   acsc  11-20 21-30 31-40 41-50 51-60 61+         decades, as the weekly bulletins name them
//   aoc   20-49 50-64 65+                             the hotline's
//   ic3   20-29 30-39 40-49 50-59 60+                 the FBI's yearly report; `under` is its "under 20"
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cybercheck::cases {

struct AgeBand {
  std::string_view name;  // "30-44", "60+"
  uint8_t from = 0;       // its first year; it ends before the next one's
};

class AgeBands {
 public:
  // "rtp", "acsc", "aoc", "ic3". nullopt: nobody publishes by such.
  static std::optional<AgeBands> Named(std::string_view scheme) noexcept;

  std::string_view scheme() const noexcept { return scheme_; }
  // 0 is `under`, then the bands, the last is unknown.
  size_t count() const noexcept { return bands_.size() + 2; }
  size_t Of(uint8_t age) const noexcept;
  std::string_view NameOf(size_t band) const noexcept;  // "under", …, "unknown"

 private:
  AgeBands(std::string_view scheme, std::span<const AgeBand> bands) : scheme_(scheme), bands_(bands) {}
  std::string_view scheme_;
  std::span<const AgeBand> bands_;
};

}  // namespace cybercheck::cases
