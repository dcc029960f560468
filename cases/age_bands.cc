// SPDX-License-Identifier: Apache-2.0
#include "cases/age_bands.h"

#include "event/case_file.h"

namespace cybercheck::cases {
namespace {

constexpr AgeBand kRtp[] = {{"11-14", 11}, {"15-17", 15}, {"18-21", 18}, {"22-29", 22},
                            {"30-44", 30}, {"45-59", 45}, {"60+", 60}};
constexpr AgeBand kAcsc[] = {{"11-20", 11}, {"21-30", 21}, {"31-40", 31}, {"41-50", 41}, {"51-60", 51}, {"61+", 61}};
constexpr AgeBand kAoc[] = {{"20-49", 20}, {"50-64", 50}, {"65+", 65}};
constexpr AgeBand kIc3[] = {{"20-29", 20}, {"30-39", 30}, {"40-49", 40}, {"50-59", 50}, {"60+", 60}};

}  // namespace

std::optional<AgeBands> AgeBands::Named(std::string_view scheme) noexcept {
  if (scheme == "rtp") return AgeBands("rtp", kRtp);
  if (scheme == "acsc") return AgeBands("acsc", kAcsc);
  if (scheme == "aoc") return AgeBands("aoc", kAoc);
  if (scheme == "ic3") return AgeBands("ic3", kIc3);
  return std::nullopt;
}

size_t AgeBands::Of(uint8_t age) const noexcept {
  if (age == event::kAgeUnknown) return bands_.size() + 1;
  size_t band = 0;
  while (band < bands_.size() && age >= bands_[band].from) ++band;
  return band;
}

std::string_view AgeBands::NameOf(size_t band) const noexcept {
  if (band == 0) return "under";
  return band <= bands_.size() ? bands_[band - 1].name : "unknown";
}

}  // namespace cybercheck::cases
