// SPDX-License-Identifier: Apache-2.0
#include "cases/account_colour.h"

#include <algorithm>
#include <array>
#include <limits>

namespace cybercheck::cases {
namespace {

struct ColourName {
  std::string_view name, thai;
};
constexpr std::array<ColourName, 5> kNames = {{{"black", "ดำ"},
                                               {"dark_grey", "เทาเข้ม"},
                                               {"light_grey", "เทาอ่อน"},
                                               {"dark_brown", "น้ำตาลเข้ม"},
                                               {"light_brown", "น้ำตาลอ่อน"}}};

size_t Rank(AccountColour colour) noexcept { return static_cast<size_t>(colour) - 1; }

struct Turn {
  int64_t at_s;
  AccountColour colour;
  int change;  // of the number of grounds of that colour in force
};

}  // namespace

std::string_view Name(AccountColour colour) noexcept { return kNames[Rank(colour)].name; }
std::string_view ThaiName(AccountColour colour) noexcept { return kNames[Rank(colour)].thai; }

std::optional<AccountColour> AccountColourNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i].name == name) return static_cast<AccountColour>(i + 1);
  return std::nullopt;
}

std::vector<DatedColour> ColoursOverTime(const ColourFacts& facts) {
  std::vector<int64_t> releases_s = facts.releases_s;
  std::sort(releases_s.begin(), releases_s.end());
  std::vector<Turn> turns;
  for (const ColourGround& ground : facts.grounds) {
    std::optional<int64_t> until_s = ground.until_s;
    if (ground.colour != AccountColour::kBlack) {
      const auto release = std::lower_bound(releases_s.begin(), releases_s.end(), ground.from_s);
      if (release != releases_s.end()) until_s = until_s ? std::min(*until_s, *release) : *release;
    }
    if (until_s && *until_s <= ground.from_s) continue;
    turns.push_back({ground.from_s, ground.colour, 1});
    if (until_s) turns.push_back({*until_s, ground.colour, -1});
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.at_s < b.at_s; });

  std::vector<DatedColour> colours;
  std::array<int, kNames.size()> in_force{};
  for (size_t i = 0; i < turns.size();) {
    const int64_t at_s = turns[i].at_s;
    for (; i < turns.size() && turns[i].at_s == at_s; ++i) in_force[Rank(turns[i].colour)] += turns[i].change;
    const auto strongest = std::find_if(in_force.begin(), in_force.end(), [](int grounds) { return grounds > 0; });
    std::optional<AccountColour> colour;
    if (strongest != in_force.end()) colour = static_cast<AccountColour>(strongest - in_force.begin() + 1);
    // The first turn is always a beginning, so the first colour is one.
    if (colours.empty() || colours.back().colour != colour) colours.push_back({colour, at_s});
  }
  return colours;
}

std::optional<DatedColour> ColourAt(const ColourFacts& facts, int64_t at_s) {
  std::optional<DatedColour> found;
  for (const DatedColour& dated : ColoursOverTime(facts))
    if (dated.since_s <= at_s) found = dated;
  if (found && !found->colour) found.reset();
  return found;
}

std::optional<AccountColour> LastColour(const ColourFacts& facts) {
  int64_t released_s = std::numeric_limits<int64_t>::min();
  for (const int64_t release_s : facts.releases_s) released_s = std::max(released_s, release_s);
  std::optional<AccountColour> last;
  for (const ColourGround& ground : facts.grounds) {
    if (ground.until_s || (ground.colour != AccountColour::kBlack && ground.from_s <= released_s)) continue;
    if (!last || ground.colour < *last) last = ground.colour;
  }
  return last;
}

}  // namespace cybercheck::cases
