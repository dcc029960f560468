// SPDX-License-Identifier: Apache-2.0
// When sample cases are reported: N of them over whole days (Asia/Bangkok), more at some hours, weekdays and dates than at
// others. Cases are numbered in the order of their times, so that any of them can be made without those before it. Immutable.
//
//   time    |---- window ----|---- window ----|---- …        what is reported in a window is entered at its end
//   cases    0 1 2 3 … 37     38 …
#pragma once

#include <cstdint>
#include <vector>

namespace cybercheck::ingest {

class SampleCalendar {
 public:
  // `first_day`: days since 1970-01-01. `cases` and `days` from 1.
  SampleCalendar(uint64_t seed, uint32_t cases, uint32_t first_day, uint32_t days);

  uint32_t cases() const { return cases_; }
  int64_t begin_s() const { return begin_s_; }
  int64_t end_s() const { return begin_s_ + static_cast<int64_t>(weights_.size() - 1) * 3600; }
  // From a quarter of an hour to a day, as long as there are some hundred cases in it.
  int64_t window_s() const { return window_s_; }
  uint32_t windows() const { return static_cast<uint32_t>((end_s() - begin_s_) / window_s_); }
  int64_t WindowBegin(uint32_t window) const { return begin_s_ + window_s_ * window; }
  uint32_t WindowAt(int64_t at_s) const { return static_cast<uint32_t>((at_s - begin_s_) / window_s_); }

  // The first case that is reported in `window` or later.
  uint32_t FirstOf(uint32_t window) const;
  int64_t ReportedAt(uint32_t number) const;  // never earlier than that of `number` - 1

 private:
  uint64_t seed_;
  uint32_t cases_;
  int64_t begin_s_;
  int64_t window_s_;
  std::vector<uint64_t> weights_;  // summed: [h] is the weight of all hours before hour h
};

}  // namespace cybercheck::ingest
