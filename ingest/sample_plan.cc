// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_plan.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace cybercheck::ingest {

SamplePlan::SamplePlan(const SampleCalendar& calendar, int64_t reported_s) : calendar_(calendar), reported_s_(reported_s) {}

int64_t SamplePlan::DueAt(int64_t at_s, int after) const {
  const int64_t entered_s = after == SampleStep::kOwnComplaint ? reported_s_ : due_s(after);
  return std::max(at_s, calendar_.WindowBegin(calendar_.WindowAt(entered_s) + 2));
}

int SamplePlan::Add(int64_t at_s, int after, uint32_t row, SampleBody body, int behind) {
  if (after == kNever || behind == kNever) return kNever;
  const int64_t due_s = std::max(DueAt(at_s, after), behind == SampleStep::kOwnComplaint ? 0 : this->due_s(behind) + 1);
  if (due_s >= end_s()) return kNever;
  if (std::holds_alternative<event::HoldAnswer>(body)) answered_s_ = std::max(answered_s_, due_s);
  steps_.push_back({at_s, due_s, after, row, std::move(body)});
  return static_cast<int>(steps_.size()) - 1;
}

std::vector<SampleStep> SamplePlan::TakeInOrder() {
  std::vector<size_t> order(steps_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) {
    return std::pair(steps_[a].due_s, steps_[a].at_s) < std::pair(steps_[b].due_s, steps_[b].at_s);
  });
  std::vector<int> place(steps_.size());
  for (size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
  std::vector<SampleStep> out;
  out.reserve(order.size());
  for (const size_t i : order) {
    SampleStep& step = out.emplace_back(std::move(steps_[i]));
    if (step.after >= 0) step.after = place[static_cast<size_t>(step.after)];
  }
  steps_.clear();
  return out;
}

}  // namespace cybercheck::ingest
