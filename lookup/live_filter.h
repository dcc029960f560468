// SPDX-License-Identifier: Apache-2.0
// The filter that readers see, kept complete by the applier and made anew, larger, when it is full:
//
//   applier  Add(key) ---------> current ---- readers
//                 \------------> next <------ a thread that walks `records` while work goes on
//   next holds all keys once the walk is done: keys older than its snapshot from the walk, younger ones from Add.
//   The applier then publishes it before its next commit.
//
// Threads: Build…, Add, BeforeCommit, Committed on the applier's thread; Get and stats on any.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "base/epoch.h"
#include "lookup/filter.h"
#include "store/environment.h"

namespace cybercheck::lookup {

class FilterRows;

class LiveFilter {
 public:
  explicit LiveFilter(base::EpochDomain& domain) : published_(domain) {}
  ~LiveFilter();

  // From rows that the open check collected, or by walking `records`. Errors: kDamaged, kIo.
  base::Result<void> Build(store::Environment& environment, store::WriteTxn& txn, const store::Table& records, FilterRows* rows);

  void Add(indicator::Kind kind, std::string_view form);
  void BeforeCommit();  // publishes what is ready
  void Committed();     // starts to make a larger one when this is full

  const Filter* Get() const noexcept { return published_.Get(); }
  uint64_t rebuilds() const noexcept { return rebuilds_.load(std::memory_order_relaxed); }

 private:
  void Walk(store::TableId records);

  store::Environment* environment_ = nullptr;
  base::Published<Filter> published_;
  Filter* current_ = nullptr;  // what published_ holds
  std::unique_ptr<Filter> next_;
  std::thread walk_;
  enum class WalkState : int { kNone, kRunning, kDone, kFailed };
  std::atomic<WalkState> walk_state_{WalkState::kNone};
  std::atomic<bool> stop_{false};
  std::atomic<uint64_t> rebuilds_{0};
};

}  // namespace cybercheck::lookup
