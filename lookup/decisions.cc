// SPDX-License-Identifier: Apache-2.0
#include "lookup/decisions.h"

#include <algorithm>

namespace cybercheck::lookup {
namespace {

bool IsOver(const Decision& decision, int64_t now_s) noexcept { return decision.until_s != 0 && decision.until_s <= now_s; }

// Entries are numbered in the order in which they take effect; a clock may step back.
bool IsLater(const Decision& a, const Decision& b) noexcept {
  if (a.seq != b.seq) return a.seq > b.seq;
  if (a.made_s != b.made_s) return a.made_s > b.made_s;
  return b.type == Decision::Type::kClear;  // of two alike the one that warns holds
}

}  // namespace

const Decision* DecisionInForce(const Record& record, int64_t now_s) noexcept {
  const Decision* latest = nullptr;
  for (const Decision& decision : record.decisions()) {
    if (decision.made_s > now_s || IsOver(decision, now_s)) continue;
    if (latest == nullptr || IsLater(decision, *latest)) latest = &decision;
  }
  return latest;
}

bool IsCleared(const Record& record, int64_t now_s) noexcept {
  const Decision* decision = DecisionInForce(record, now_s);
  return decision != nullptr && decision->type == Decision::Type::kClear;
}

void AddDecision(const Decision& decision, Record& record) noexcept {
  RemoveDecision(decision.seq, record);
  auto* const begin = record.decision_array.data();
  if (record.decision_count == kDecisionsMax) {
    size_t leaves = kDecisionsMax - 1;
    for (size_t i = kDecisionsMax; i-- > 0;) {
      if (!IsOver(begin[i], decision.made_s)) continue;
      leaves = i;
      break;
    }
    std::copy(begin + leaves + 1, begin + record.decision_count, begin + leaves);
    --record.decision_count;
  }
  auto* const end = begin + record.decision_count;
  auto* const at = std::find_if(begin, end, [&](const Decision& other) { return IsLater(decision, other); });
  std::copy_backward(at, end, end + 1);
  *at = decision;
  ++record.decision_count;
}

bool RemoveDecision(uint64_t seq, Record& record) noexcept {
  auto* const begin = record.decision_array.data();
  auto* const end = begin + record.decision_count;
  auto* const kept = std::remove_if(begin, end, [&](const Decision& decision) { return decision.seq == seq; });
  const bool removed = kept != end;
  record.decision_count = static_cast<uint8_t>(kept - begin);
  return removed;
}

}  // namespace cybercheck::lookup
