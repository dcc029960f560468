// SPDX-License-Identifier: Apache-2.0
// The cases projection on the log in a temporary directory, behind a projection that stands in for lookup. Faults of the set-up
// end the test process.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "cases/projection.h"
#include "store/local_sequencer.h"
#include "tests/cases/other_decisions.h"

namespace cybercheck::cases {

class CasesWorld {
 public:
  static constexpr int64_t kNowS = 1'764'200'000;

  using MakeProjection = std::function<std::unique_ptr<store::Projection>()>;
  // `make_others` makes the projection that is registered first.
  explicit CasesWorld(MakeProjection make_others = [] { return std::make_unique<OtherDecisions>(); });
  ~CasesWorld();
  CasesWorld(const CasesWorld&) = delete;
  CasesWorld& operator=(const CasesWorld&) = delete;

  // At the clock's time.
  event::Outcome Submit(event::EntryType type, const std::string& actor, std::string body, uint16_t version = 1);
  event::EntryId LastId() const { return last_id_; }

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
  MakeProjection make_others_;
  std::unique_ptr<store::Projection> others_;
  std::unique_ptr<store::Environment> environment_;
  std::unique_ptr<CasesProjection> projection_;
  std::unique_ptr<store::LocalSequencer> sequencer_;
  event::EntryId last_id_{};
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
