// SPDX-License-Identifier: Apache-2.0
// The bodies of review_decide, review_undo and review_claim entries: what officers make of indicators. The officer is the entry's
// actor, "tok:<token id>". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/sealed.h"
#include "indicator/key.h"

namespace cybercheck::event {

inline constexpr size_t kReviewItemsMax = 500;

// list: by authority · clear: what is said against it counts for nothing · compromised: an innocent owner's, listed for now ·
// merge: the same thing as another, whose answer it gives · needs_more: nothing is decided, more evidence is wanted
enum class ReviewDecision : uint8_t { kList, kClear, kCompromised, kMerge, kNeedsMore };
std::string_view Name(ReviewDecision decision) noexcept;  // "list", "clear", "compromised", "merge", "needs_more"
std::optional<ReviewDecision> ReviewDecisionNamed(std::string_view name) noexcept;

struct ReviewItem {
  indicator::Key key;
  indicator::Key into;  // merge: the other; else its form is empty
};

struct ReviewDecide {
  ReviewDecision decision{};
  uint8_t category = 0;          // wire::Category; 0: what the evidence says
  int64_t until_s = 0;           // 0: no end. Of a clear: when it is looked at again
  std::optional<Sealed> reason;  // what the officer wrote
  std::vector<ReviewItem> items;
};

struct ReviewUndo {
  uint64_t seq = 0;    // of the review_decide
  indicator::Key key;  // what it decided about
};

struct ReviewClaim {
  int64_t until_s = 0;  // 0: the claim is released
  std::vector<indicator::Key> keys;
};

std::string EncodeReviewDecide(const ReviewDecide& decide, std::string_view request = {});
base::Result<ReviewDecide> DecodeReviewDecide(std::string_view body);  // kDamaged names the member
std::string EncodeReviewUndo(const ReviewUndo& undo, std::string_view request = {});
base::Result<ReviewUndo> DecodeReviewUndo(std::string_view body);
std::string EncodeReviewClaim(const ReviewClaim& claim, std::string_view request = {});
base::Result<ReviewClaim> DecodeReviewClaim(std::string_view body);

}  // namespace cybercheck::event
