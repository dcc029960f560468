// SPDX-License-Identifier: Apache-2.0
// What one officer decided about an indicator that needs a second pair of eyes: table `proposals`, index key -> the value below,
// until another says the same, or somebody decides otherwise. Pure. Integers are big-endian.
//
//   0          8           16         17         18         23
//   +----------+-----------+----------+----------+----------+----------------------------+
//   | seq u64  | actor     | decision | category | until    | into: index key, 17;       |
//   |          | hash u64  | u8       | u8       | u40      | 17 zeros unless a merge    |
//   +----------+-----------+----------+----------+----------+----------------------------+
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/review.h"
#include "indicator/key.h"

namespace cybercheck::lookup {

struct Proposal {
  uint64_t seq = 0;
  uint64_t actor = 0;  // lookup/submitters.h, ActorHash
  event::ReviewDecision decision{};
  uint8_t category = 0;
  int64_t until_s = 0;
  indicator::KeyBytes into{};

  // Whether both officers want the same; the second one's category and end are what holds.
  bool SaysTheSame(const Proposal& other) const { return decision == other.decision && into == other.into; }
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

std::string EncodeProposal(const Proposal& proposal);
base::Result<Proposal> DecodeProposal(std::string_view bytes);  // kDamaged

}  // namespace cybercheck::lookup
