// SPDX-License-Identifier: Apache-2.0
// What the outcomes of lookup's decisions say about the review queue (docs/event_format.md): members of Outcome.result. An empty
// result says nothing. Errors: kDamaged, when a result is not what its type's is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cases/queue_row.h"

namespace cybercheck::cases {

// report_submit.
struct SubmitResult {
  std::string before;            // a letter an indicator
  std::vector<uint16_t> queued;  // rows, ascending
};
base::Result<SubmitResult> ReadSubmitResult(std::string_view result);

// feed_observed: rows that fell on what is cleared, ascending.
base::Result<std::vector<uint16_t>> ReadRequeued(std::string_view result);

// report_withdraw: the places in the queue that were left, for nothing that counts speaks for a review any more.
base::Result<std::vector<QueuePlace>> ReadPlacesLeft(std::string_view result);

// review_decide: an item each.
struct ReviewedItem {
  std::string code;  // empty: done
  QueuePlace left;   // where it stood; seq 0: not in the queue
};
base::Result<std::vector<ReviewedItem>> ReadReviewResult(std::string_view result);

// review_undo and appeal_move: where the indicator stands in the queue. seq 0: it does not.
base::Result<QueuePlace> ReadPlace(std::string_view result);

}  // namespace cybercheck::cases
