// SPDX-License-Identifier: Apache-2.0
// The verdict: a pure function of what is known of one key, the policy and the time. docs/verdict.md explains it with examples.
//
//   score   = floor(100 · (1 − Π (1 − w·d)^reporters)) over what counts, at most 99; reporters up to the policy's number
//             w by source class, d = 2^(−age / half-life of the kind)
//   verdict = min(cap of the strongest class, score ≥ suspected_from ? suspected : reported), while any evidence counts
//   a decision in force goes before the score: list, compromised -> listed; clear -> evidence counts for nothing;
//   merged -> the evidence counts, and the caller asks the other record too
//
// What was observed after `now`, or withdrawn (a withdrawal counts once it is known, whatever time it bears), does not count.
// Decay never takes the verdict to unknown.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "indicator/kind.h"
#include "lookup/policy.h"
#include "lookup/record.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

struct Judgement {
  wire::Verdict verdict = wire::Verdict::kUnknown;
  int score = 0;
  bool decided = false;  // by a decision in force, not by evidence
  bool under_review = false;
  bool merged = false;   // by decision, into another indicator
  uint64_t reports = 0;  // observations that count; derived ones speak through the verdict alone
  uint64_t reporters = 0;
  int64_t first_s = 0, last_s = 0;  // 0: never
  wire::Category category = wire::Category::kNone;
  wire::CaseTypes case_types = 0;  // told by people
  uint16_t source_classes = 0;     // bit wire::SourceClass of each that counts
  indicator::KeyBytes into{};      // merged
  uint8_t reason_count = 0;
  std::array<wire::Reason, 12> reason_array{};

  std::span<const wire::Reason> reasons() const { return {reason_array.data(), reason_count}; }
  bool HasSource(wire::SourceClass source) const { return (source_classes >> static_cast<int>(source) & 1) != 0; }
  void Because(wire::Reason reason) {
    if (reason_count < reason_array.size()) reason_array[reason_count++] = reason;
  }
};

// What one slot brings at `now_s`: doubt = (1 − w·d)^reporters, 1 when nothing of it counts.
struct SlotWeight {
  uint64_t observations = 0;  // that count
  int64_t first_s = 0, last_s = 0;
  double weight = 0, decay = 0;
  uint32_t reporters = 0;  // that weigh
  double doubt = 1;
};
SlotWeight WeighSlot(const Slot& slot, indicator::Kind kind, const Policy& policy, int64_t now_s) noexcept;
// Of the product of all doubts.
int ScoreOf(double doubt) noexcept;

// `official`: the key belongs to somebody in the official register, so evidence alone says `reported` at most.
Judgement Judge(const Record& record, indicator::Kind kind, const Policy& policy, int64_t now_s, bool official = false) noexcept;

// The verdict that a text pattern gives to something not in the index.
Judgement JudgePattern(wire::Category category, const Policy& policy) noexcept;

}  // namespace cybercheck::lookup
