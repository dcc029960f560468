// SPDX-License-Identifier: Apache-2.0
// One hold on money at one account, as it now stands.
//
// Table `holds`, (seq u64, number u16, row u32) of the transfer or hold_open that asked for it ->
//   0       1       2        3       4       5                              37
//   +-------+-------+--------+-------+-------+------------------------------+---------------------------------------------+
//   | ver 1 | state | ground | flags | level | requested held frozen         | requested held answered complaint due until |
//   |       |       |        |       |       | returned (i64 each, satang)  | ended (u64 each, unix seconds)              |
//   +-------+-------+--------+-------+-------+------------------------------+---------------------------------------------+
//   93 clocks: victim, complaint, detected (u32 each, seconds) · 105 case: seq u64, number u16 (0, 0: none yet) · 115 upstream:
//   seq u64, number u16, row u32 (the hold whose answer opened it; all 0: none) · 129 kind of place u8 · then texts, each with
//   its length: name of the place, bank case id, warrant, stage, who answered
//
//   flags  1 opened by a bank or an officer, not by a transfer · 2 ended because its case did · 4 counted among the minutes to
//   hold level  as of a transfer (cases/transfer_row.h): 1 the first account after the victim due    when it lapses
//   (cases/hold_clock.h); 0: no clock runs
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/transfer_row.h"
#include "event/hold.h"

namespace cybercheck::cases {

struct HoldRow {
  event::HoldState state = event::HoldState::kRequested;
  event::HoldGround ground{};
  bool opened = false;
  bool ended_with_case = false;
  bool counted = false;
  uint8_t level = kLevelUnknown;
  // What is so now; never mixed.
  int64_t requested_satang = 0, held_satang = 0, frozen_satang = 0, returned_satang = 0;
  int64_t requested_s = 0;  // when the bank was asked
  int64_t held_s = 0;       // since when money is held, by the bank's word
  int64_t answered_s = 0;   // when its answer came in
  int64_t complaint_s = 0;  // when police were told; 0: only the bank was
  int64_t due_s = 0;
  int64_t until_s = 0;  // an officer prolonged it until then
  int64_t ended_s = 0;
  event::HoldClocks clocks;  // in force when it was held
  event::CaseRef of;
  event::HoldRef upstream;
  event::MoneyNode at;
  std::string bank_case_id, warrant, stage;
  std::string answered_by;  // actor; told to officers only

  // The money is somewhere else, or free: nothing can be done with it any more.
  bool IsOver() const noexcept { return ended_s != 0; }
  friend bool operator==(const HoldRow&, const HoldRow&) = default;
};

// `key` of the table is MoneyRefKey (cases/transfer_row.h).
void EncodeHoldRow(const HoldRow& row, std::string& out);
base::Result<HoldRow> DecodeHoldRow(std::string_view bytes);  // kDamaged; any bytes are safe

// Keys of the lists. `bank`: three digits, or "---" where none answers for the place.
inline constexpr std::string_view kNoBank = "---";
std::string_view BankOf(const HoldRow& row) noexcept;
std::string HoldListPrefix(std::string_view bank, event::HoldState state);
std::string HoldListKey(std::string_view bank, event::HoldState state, int64_t requested_s, const event::HoldRef& ref);
std::string HoldDueKey(int64_t due_s, const event::HoldRef& ref);
std::string BankHoldPrefix(std::string_view bank_case_id);
std::string BankHoldKey(std::string_view bank_case_id, const event::HoldRef& ref);
// Any of these keys ends with its hold. kDamaged.
base::Result<event::HoldRef> HoldAtEnd(std::string_view key);

}  // namespace cybercheck::cases
