// SPDX-License-Identifier: Apache-2.0
// The colours by which Thai banks and authorities speak of mule accounts, as the Bank of Thailand and the Thai Bankers'
// Association have agreed them, derived from dated facts and never set by hand. For officers and banks; never public. Pure; any
// thread. Times are Unix seconds.
//
//   black        ดำ          on a list of AMLO (HR-03) or of the police     until taken off it
//   dark_grey    เทาเข้ม      a victim has filed a complaint that names it   until released, withdrawn or rejected
//   light_grey   เทาอ่อน      a victim told the bank, but has not filed      until released, lapsed or filed
//   dark_brown   น้ำตาลเข้ม    the bank noticed, and holds a suspicious sum   until released or lapsed
//   light_brown  น้ำตาลอ่อน    the bank noticed; unclear                      until released or cleared
//
// An account has the colour of the strongest ground in force, in this order, since it came to that colour. When a ground ends,
// the account steps down to the next one in force, or has no colour. A release, decided by an officer about the account, ends
// every grey and brown ground that began at or before it, because whoever decides has looked at all of them; grounds that begin
// later count anew. It does not end black: that list is kept by others, and ends with being taken off it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cybercheck::cases {

// Strongest first. The numbers are stored: never renumber.
enum class AccountColour : uint8_t { kBlack = 1, kDarkGrey = 2, kLightGrey = 3, kDarkBrown = 4, kLightBrown = 5 };
std::string_view Name(AccountColour colour) noexcept;  // "black", "dark_grey", "light_grey", "dark_brown", "light_brown"
std::string_view ThaiName(AccountColour colour) noexcept;
std::optional<AccountColour> AccountColourNamed(std::string_view name) noexcept;

// A ground: in force at `from_s` <= t < `until_s`. One that ends before it began is never in force.
struct ColourGround {
  AccountColour colour{};
  int64_t from_s = 0;
  std::optional<int64_t> until_s;
  friend bool operator==(const ColourGround&, const ColourGround&) = default;
};

struct ColourFacts {
  std::vector<ColourGround> grounds;  // in any order, several of a colour too
  std::vector<int64_t> releases_s;    // in any order
};

struct DatedColour {
  std::optional<AccountColour> colour;  // none: it has had one, and has none since
  int64_t since_s = 0;
  friend bool operator==(const DatedColour&, const DatedColour&) = default;
};

// Every change of colour in order of time, the first being the first colour; empty when no ground was ever in force.
// O(n log n) in the facts.
std::vector<DatedColour> ColoursOverTime(const ColourFacts& facts);
// The colour at `at_s`, and since when. Nothing when it has none then.
std::optional<DatedColour> ColourAt(const ColourFacts& facts, int64_t at_s);
// The colour after the last of these facts. O(n).
std::optional<AccountColour> LastColour(const ColourFacts& facts);

}  // namespace cybercheck::cases
