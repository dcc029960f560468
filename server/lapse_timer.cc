// SPDX-License-Identifier: Apache-2.0
#include "server/lapse_timer.h"

#include <utility>

#include "cases/holds.h"
#include "event/hold.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

constexpr size_t kAtOnceMax = 256;
constexpr int64_t kAgainS = 10;

event::Draft Lapse(int64_t due_s, const event::HoldRef& hold, int64_t now_s) {
  event::HoldMove move;
  move.hold = hold;
  move.to = event::HoldState::kLapsed;
  move.at_s = due_s;
  event::Draft draft;
  draft.id = base::Sha256("lapse" + cases::HoldDueKey(due_s, hold));
  draft.time_ms = now_s * 1000;
  draft.type = event::EntryType::kHoldMove;
  draft.actor = "clock";
  draft.body = event::EncodeHoldMove(move);
  return draft;
}

}  // namespace

void LapseTimer::Tick(int64_t now_s) {
  if (now_s <= looked_s_) return;
  looked_s_ = now_s;
  std::vector<std::pair<int64_t, event::HoldRef>> due;
  {
    const auto txn = services_.directory.data().BeginRead();
    if (txn.has_error()) return;
    auto found = cases::HoldsDue(services_.cases.tables(), *txn, now_s, kAtOnceMax);
    if (found.has_error()) return;  // damage is told by whoever is asked about it
    due = std::move(*found);
  }
  std::map<std::string, int64_t> submitted;
  for (const auto& [due_s, hold] : due) {
    std::string key = cases::HoldDueKey(due_s, hold);
    const auto before = submitted_.find(key);
    const bool waits = before != submitted_.end() && now_s < before->second + kAgainS;
    if (!waits) services_.sequencer.Submit(Lapse(due_s, hold, now_s), store::Priority::kBulk, [](const auto&) {});
    submitted.emplace(std::move(key), waits ? before->second : now_s);
  }
  submitted_ = std::move(submitted);
}

}  // namespace cybercheck::server
