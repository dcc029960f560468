// SPDX-License-Identifier: Apache-2.0
// Collects what becomes of a sample case. A step's turn is when it happens, but two windows after the turn of the entry it names
// at the earliest: by then many others have been entered, and that entry's number is known without waiting for it. So entries
// stand in the log in the order of their times give or take two windows, and of one case in the order in which they follow each
// other.
#pragma once

#include <vector>

#include "ingest/sample_case.h"

namespace cybercheck::ingest {

class SamplePlan {
 public:
  static constexpr int kNever = -2;  // behind the calendar's end, or names what is

  SamplePlan(const SampleCalendar& calendar, int64_t reported_s);

  int64_t end_s() const { return calendar_.end_s(); }
  // The turn of a step that happens at `at_s` and names step `after`.
  int64_t DueAt(int64_t at_s, int after) const;
  // The step's place, for those that name it; kNever. Its turn is after that of `behind`, too.
  int Add(int64_t at_s, int after, uint32_t row, SampleBody body, int behind = SampleStep::kOwnComplaint);
  int64_t at_s(int step) const { return steps_[static_cast<size_t>(step)].at_s; }
  int64_t due_s(int step) const { return steps_[static_cast<size_t>(step)].due_s; }

  int64_t answered_s() const { return answered_s_; }  // the turn of the last bank's answer so far; 0: none

  std::vector<SampleStep> TakeInOrder();

 private:
  const SampleCalendar& calendar_;
  int64_t reported_s_;
  int64_t answered_s_ = 0;
  std::vector<SampleStep> steps_;
};

}  // namespace cybercheck::ingest
