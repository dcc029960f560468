// SPDX-License-Identifier: Apache-2.0
// One request to have a held account back. Table `releases`, seq u64 of the release_ask entry ->
//   0       1             15      23          31        39        47
//   +-------+-------------+-------+-----------+---------+---------+---+----------+---+---------+
//   | state | hold (seq,  | asked | in review | decided | subject | n | reviewer | n | decider |
//   | u8    | number, row)| u64   | u64       | u64     | u64     | u8|          | u8|         |
//   +-------+-------------+-------+-----------+---------+---------+---+----------+---+---------+
//   state: number in event/hold.h · times: unix seconds, 0: not yet · subject: whose key seals who asks, 0: nothing is sealed
//
// Table `open_releases`, hold (14 bytes), seq u64 -> nothing: those not decided.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/hold.h"

namespace cybercheck::cases {

struct ReleaseRow {
  event::ReleaseState state = event::ReleaseState::kAsked;
  event::HoldRef hold;
  int64_t asked_s = 0, in_review_s = 0, decided_s = 0;
  uint64_t subject = 0;
  std::string reviewer, decider;

  bool IsDecided() const noexcept { return decided_s != 0; }
  friend bool operator==(const ReleaseRow&, const ReleaseRow&) = default;
};

std::string ReleaseKey(uint64_t seq);
std::string OpenReleaseKey(const event::HoldRef& hold, uint64_t seq);
void EncodeReleaseRow(const ReleaseRow& row, std::string& out);
base::Result<ReleaseRow> DecodeReleaseRow(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
