// SPDX-License-Identifier: Apache-2.0
#include "cases/colour_grounds.h"

#include <algorithm>
#include <optional>

#include "event/hold.h"

namespace cybercheck::cases {
namespace {

using event::CaseState;
using event::HoldState;

std::optional<int64_t> Until(int64_t at_s) {
  if (at_s == 0) return std::nullopt;
  return at_s;
}

// When it ceased to be told as a loss; 0: it is.
int64_t TakenBackAt(const CaseRow& row) noexcept {
  if (row.state == CaseState::kRejected) return row.since_s;
  if (row.state == CaseState::kClosed && row.outcome == event::CaseOutcome::kWithdrawn) return row.closed_s;
  return 0;
}

int64_t Earlier(int64_t a, int64_t b) noexcept { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); }

}  // namespace

void HoldGrounds::Add(const HoldFacts& hold, ColourFacts& facts) {
  if (hold.ended_s == 0 && hold.of.seq != 0) runs_.insert(hold.of);
  if (hold.state == HoldState::kLapsed) lapsed_[hold.of] = std::max(lapsed_[hold.of], hold.ended_s);
  if (hold.state == HoldState::kReleased && !hold.ended_with_case) facts.releases_s.push_back(hold.ended_s);
  if (hold.ground != event::HoldGround::kBankDetected) return;
  if (hold.held_s != 0) facts.grounds.push_back({AccountColour::kDarkBrown, hold.held_s, Until(hold.ended_s)});
  facts.grounds.push_back({AccountColour::kLightBrown, hold.requested_s, Until(Earlier(hold.held_s, hold.ended_s))});
}

int64_t HoldGrounds::LapsedAt(event::CaseRef of) const {
  const auto lapsed = lapsed_.find(of);
  return lapsed == lapsed_.end() || runs_.contains(of) ? 0 : lapsed->second;
}

void AddCaseGrounds(const CaseRow& row, int64_t released_s, int64_t lapsed_s, ColourFacts& facts) {
  const int64_t until_s = Earlier(TakenBackAt(row), released_s);
  const int64_t filed_s = row.police_told_s();
  if (filed_s != 0 && row.verified) facts.grounds.push_back({AccountColour::kDarkGrey, filed_s, Until(until_s)});
  if (row.channel != event::CaseChannel::kBank) return;
  const int64_t ended_s = Earlier(Earlier(until_s, row.verified ? filed_s : 0), lapsed_s);
  facts.grounds.push_back({AccountColour::kLightGrey, row.reported_s, Until(ended_s)});
}

bool SameGrounds(const CaseRow& a, const CaseRow& b) {
  ColourFacts of_a, of_b;
  AddCaseGrounds(a, 0, 0, of_a);
  AddCaseGrounds(b, 0, 0, of_b);
  return of_a.grounds == of_b.grounds;
}

}  // namespace cybercheck::cases
