// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_victim.h"

#include <algorithm>

#include "base/check.h"
#include "ingest/sample_random.h"

namespace cybercheck::ingest {

event::Victim SampleVictim(uint64_t seed, uint32_t number) {
  SampleRandom random(seed, "victim", number);
  event::Victim victim;
  const SampleAgeBand& band = SampleAgeBands()[random.Pick(SampleAgeWeights())];
  victim.age = static_cast<uint8_t>(random.Between(band.from, band.to));
  victim.sex = random.Chance(4) ? event::Sex::kOther : random.Chance(640) ? event::Sex::kFemale : event::Sex::kMale;
  victim.province = SampleProvinces()[random.Pick(SampleProvinceWeights())].code;
  constexpr std::string_view kForeign[] = {"MM", "CN", "LA", "GB", "US", "JP", "DE", "RU", "IN"};
  victim.nationality = random.Chance(975) ? "TH" : kForeign[random.Below(std::size(kForeign))];
  victim.person = random.Hex(event::kBlindIndexDigits);
  victim.phone = random.Hex(event::kBlindIndexDigits);
  return victim;
}

void LeaveUnknown(uint64_t seed, uint64_t which, event::Victim& victim) {
  SampleRandom random(seed, "unknown", which);
  if (random.Chance(40)) victim.age = event::kAgeUnknown;
  if (random.Chance(20)) victim.sex = event::Sex::kUnknown;
  if (random.Chance(30)) victim.province = 0;
  if (random.Chance(150)) victim.nationality.clear();
  if (random.Chance(60)) victim.phone.clear();
}

std::string SamplePayer(uint64_t seed, uint32_t number) {
  return SampleRandom(seed, "payer", number).Hex(event::kBlindIndexDigits);
}

const SampleProvince& SampleProvinceOf(uint8_t code) {
  const auto provinces = SampleProvinces();
  const auto found = std::ranges::lower_bound(provinces, code, {}, &SampleProvince::code);
  CHECK(found != provinces.end() && found->code == code);
  return *found;
}

}  // namespace cybercheck::ingest
