// SPDX-License-Identifier: Apache-2.0
// One appeal, from opening to decision. Table `appeals`, seq u64 of the appeal_open entry ->
//   0       1        2         3        11          19        27    35        43
//   +-------+--------+---------+--------+-----------+---------+-----+---------+---+----------+---+---------+------+------------+
//   | state | ground | channel | opened | in review | decided | due | subject | n | reviewer | n | decider | kind | form       |
//   | u8    | u8     | u8      | u64    | u64       | u64     | u64 | u64     | u8|          | u8|         | u8   | (the rest) |
//   +-------+--------+---------+--------+-----------+---------+-----+---------+---+----------+---+---------+------+------------+
//   state, ground, channel: numbers in event/appeal.h and event/report_submit.h · times: unix seconds, 0: not yet · subject:
//   whose key seals the contact, 0: nothing is sealed · reviewer, decider: actors ("tok:…"), told to officers only
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/appeal.h"

namespace cybercheck::cases {

struct AppealRow {
  event::AppealState state = event::AppealState::kOpened;
  event::AppealGround ground{};
  event::Channel channel{};
  int64_t opened_s = 0, in_review_s = 0, decided_s = 0;
  int64_t due_s = 0;
  uint64_t subject = 0;
  std::string reviewer, decider;
  indicator::Key key;

  bool IsDecided() const noexcept { return decided_s != 0; }
  friend bool operator==(const AppealRow&, const AppealRow&) = default;
};

std::string AppealKey(uint64_t seq);
std::string AppealDueKey(int64_t due_s, uint64_t seq);  // of `appeals_due`

// Values of `open_appeals`: the open appeals about one indicator, seq u64 each, oldest first. Moves name the oldest and go for
// all.
std::string EncodeOpenAppeals(const std::vector<uint64_t>& seqs);
base::Result<std::vector<uint64_t>> DecodeOpenAppeals(std::string_view bytes);  // kDamaged; at least one

void EncodeAppealRow(const AppealRow& row, std::string& out);
base::Result<AppealRow> DecodeAppealRow(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
