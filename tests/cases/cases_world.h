// SPDX-License-Identifier: Apache-2.0
// The cases projection on the log in a temporary directory, behind a projection that owns what lookup decides and answers as the
// test tells it to. Faults of the set-up end the test process.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cases/projection.h"
#include "store/local_sequencer.h"

namespace cybercheck::cases {

// Owns what changes a verdict. Decides nothing: an outcome is what the test put here under the entry's id, in a replay too.
class OtherDecisions final : public store::Projection {
 public:
  std::span<const event::EntryType> Owns() const override;
  base::Result<void> Open(store::Environment&, store::WriteTxn&) override { return {}; }
  base::Result<event::Outcome> Decide(const event::Entry& entry, store::WriteTxn& txn) override;
  base::Result<void> Observe(const event::Entry&, const event::Outcome&, store::WriteTxn&) override { return {}; }

  std::map<event::EntryId, event::Outcome> outcomes;  // accepted with an empty result where absent
};

class CasesWorld {
 public:
  static constexpr int64_t kNowS = 1'764'200'000;

  CasesWorld();
  ~CasesWorld();
  CasesWorld(const CasesWorld&) = delete;
  CasesWorld& operator=(const CasesWorld&) = delete;

  // An entry at the clock's time. `result`: what lookup's outcome says, for types it owns.
  event::Outcome Submit(event::EntryType type, const std::string& actor, std::string body, const std::string& result = {});

  // SHA-256 over all tables (store/replay.h), and that of a replay of the log into another directory.
  std::string Digest();
  std::string ReplayedDigest();
  void Reopen();

  store::ReadTxn Read();
  const Tables& tables() { return projection_->tables(); }
  CasesProjection& projection() { return *projection_; }
  store::Environment& environment() { return *environment_; }
  store::Sequencer& sequencer() { return *sequencer_; }
  base::ManualClock clock{kNowS * 1000};

 private:
  void Open();
  void Close();
  std::string path_;
  OtherDecisions others_;
  std::unique_ptr<store::Environment> environment_;
  std::unique_ptr<CasesProjection> projection_;
  std::unique_ptr<store::LocalSequencer> sequencer_;
  uint64_t next_id_ = 1;
};

template <class T>
T Must(base::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", base::ToString(result.error()).c_str());
    std::abort();
  }
  return std::move(*result);
}
inline void Must(base::Result<void> result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", base::ToString(result.error()).c_str());
  std::abort();
}

}  // namespace cybercheck::cases
