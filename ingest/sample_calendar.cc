// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_calendar.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "ingest/sample_random.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kDayS = 86400, kHourS = 3600;
constexpr int64_t kBangkokS = 7 * kHourS;
constexpr uint32_t kYearlyGrowthPermille = 60;
constexpr uint32_t kCasesAWindow = 1000;

uint64_t WeightOf(uint32_t day, uint32_t days_before, int hour) {
  const std::chrono::sys_days date{std::chrono::days(day)};
  const std::chrono::year_month_day ymd(date);
  const auto month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  const auto month_day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  const auto weekday = static_cast<int>(std::chrono::weekday(date).c_encoding());
  return uint64_t{SampleHourWeight(hour)} * SampleWeekdayWeight(weekday) * SampleDateWeight(month, month_day) *
         (1000 + kYearlyGrowthPermille * days_before / 365);
}

}  // namespace

SampleCalendar::SampleCalendar(uint64_t seed, uint32_t cases, uint32_t first_day, uint32_t days)
    : seed_(seed), cases_(cases), begin_s_(first_day * kDayS - kBangkokS), weights_{0} {
  CHECK(cases > 0 && days > 0);
  weights_.reserve(days * 24 + 1);
  for (uint32_t day = 0; day < days; ++day)
    for (int hour = 0; hour < 24; ++hour) weights_.push_back(weights_.back() + WeightOf(first_day + day, day, hour));
  constexpr int64_t kLengths[] = {kHourS / 4, kHourS / 2, kHourS, 2 * kHourS, 4 * kHourS, 8 * kHourS, 12 * kHourS, kDayS};
  const int64_t wanted = days * kDayS * kCasesAWindow / cases;
  window_s_ = kDayS;
  for (const int64_t length : kLengths)
    if (length >= wanted) {
      window_s_ = length;
      break;
    }
}

int64_t SampleCalendar::ReportedAt(uint32_t number) const {
  // Case k lies anywhere in the k-th of N equal parts of the weight.
  const unsigned __int128 part = (static_cast<unsigned __int128>(number) << 32) | (SampleMix(seed_, "reported", number) >> 32);
  const auto place = static_cast<uint64_t>(part * weights_.back() / cases_ >> 32);
  const auto after = std::upper_bound(weights_.begin(), weights_.end() - 1, place);
  const auto hour = after - weights_.begin() - 1;
  const auto into = static_cast<int64_t>((place - weights_[hour]) * kHourS / (weights_[hour + 1] - weights_[hour]));
  return begin_s_ + hour * kHourS + into;
}

uint32_t SampleCalendar::FirstOf(uint32_t window) const {
  if (window >= windows()) return cases_;
  const int64_t begin = WindowBegin(window) - begin_s_;
  const size_t hour = begin / kHourS;
  const uint64_t weight = weights_[hour] + (weights_[hour + 1] - weights_[hour]) * static_cast<uint64_t>(begin % kHourS) / kHourS;
  auto number = static_cast<uint32_t>(static_cast<unsigned __int128>(weight) * cases_ / weights_.back());
  while (number > 0 && ReportedAt(number - 1) >= WindowBegin(window)) --number;
  while (number < cases_ && ReportedAt(number) < WindowBegin(window)) ++number;
  return number;
}

}  // namespace cybercheck::ingest
