// SPDX-License-Identifier: Apache-2.0
#include "server/policy_watch.h"

#include <cstdio>
#include <utility>

namespace cybercheck::server {

PolicyWatch::PolicyWatch(store::Environment& data, const base::Clock& clock)
    : data_(data), clock_(clock), thread_([this] { Run(); }) {}

PolicyWatch::~PolicyWatch() {
  {
    const std::lock_guard lock(mutex_);
    stop_.store(true);
  }
  waiting_.notify_one();
  thread_.join();
}

void PolicyWatch::Changed(const lookup::Policy& before, const lookup::Rules& after) {
  {
    const std::lock_guard lock(mutex_);
    change_ = Change{change_ ? change_->before : before, after};
  }
  waiting_.notify_one();
}

PolicyWatch::Figures PolicyWatch::figures() const noexcept { return {changes_.load(), moved_.load(), judged_.load()}; }

void PolicyWatch::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_.load()) {
    if (!change_) {
      waiting_.wait(lock);
      continue;
    }
    const Change change = std::move(*change_);
    change_.reset();
    lock.unlock();
    Tell(change);
    lock.lock();
  }
}

void PolicyWatch::Tell(const Change& change) {
  const auto moves = lookup::WhatIf(data_, change.before, change.after.policy, change.after.official, clock_.NowS(),
                                    [this](uint64_t, uint64_t) { return !stop_.load(); });
  if (moves.has_error()) {
    if (!stop_.load())
      std::fprintf(stderr, "cybercheck: what policy %llu moved is not known: %s\n",
                   static_cast<unsigned long long>(change.after.policy_seq), base::ToString(moves.error()).c_str());
    return;
  }
  moved_.store(moves->moved());
  judged_.store(moves->records());
  changes_.fetch_add(1);
  if (moves->is_much())
    std::fprintf(stderr, "cybercheck: ALERT policy %llu moved %llu of %llu verdicts\n",
                 static_cast<unsigned long long>(change.after.policy_seq), static_cast<unsigned long long>(moves->moved()),
                 static_cast<unsigned long long>(moves->records()));
}

}  // namespace cybercheck::server
