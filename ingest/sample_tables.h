// SPDX-License-Identifier: Apache-2.0
// What sample data is distributed as; docs/sample.md says where each figure comes from and which are assumptions. Weights are
// counts of something and need not sum to anything. Immutable.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "event/case_file.h"

namespace cybercheck::ingest {

// One of the taxonomy's case types.
struct SampleType {
  std::string_view code;
  uint32_t cases = 0;              // how many there are of it
  int64_t damage_median_baht = 0;  // log-normal
  uint32_t damage_sigma_milli = 0;
  uint32_t network_permille = 0;                        // committed by a network of mule accounts; the others by somebody alone
  uint32_t attempt_permille = 0;                        // nothing was lost
  uint32_t split_permille = 0;                          // paid in several transfers
  uint32_t contacts[event::kContactChannelCount] = {};  // by event::ContactChannel
};
std::span<const SampleType> SampleTypes() noexcept;
std::span<const uint32_t> SampleTypeWeights() noexcept;

struct SampleProvince {
  uint8_t code = 0;        // the interior ministry's
  uint32_t thousands = 0;  // inhabitants
};
std::span<const SampleProvince> SampleProvinces() noexcept;
std::span<const uint32_t> SampleProvinceWeights() noexcept;
// Stations of a province, numbered from 1: one for every 45,000 inhabitants.
uint32_t SampleStationsOf(const SampleProvince& province) noexcept;

struct SampleBank {
  std::string_view code;
  uint32_t digits = 10;         // of its accounts
  int64_t answer_median_s = 0;  // from being asked to having held, or not
};
std::span<const SampleBank> SampleBanks() noexcept;
std::span<const uint32_t> SampleBankWeights() noexcept;

// Ages in years, both ends included.
struct SampleAgeBand {
  uint8_t from = 0, to = 0;
};
std::span<const SampleAgeBand> SampleAgeBands() noexcept;
std::span<const uint32_t> SampleAgeWeights() noexcept;

// How much is reported in an hour beside others, a product of the four below: hour of the day, day of the week (0 is Sunday), day
// of the year, year.
uint32_t SampleHourWeight(int hour) noexcept;
uint32_t SampleWeekdayWeight(int weekday) noexcept;
uint32_t SampleDateWeight(int month, int day) noexcept;  // paydays, festivals, sales; 100 is a plain day

}  // namespace cybercheck::ingest
