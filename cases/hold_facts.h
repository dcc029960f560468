// SPDX-License-Identifier: Apache-2.0
// What the colour of an account follows from (cases/accounts.h), of each hold there: a trail asks for the colours of thousands of
// accounts, and would read each of their holds.
//
// Table `account_holds`, NodeKey 17 bytes, hold (14 bytes) ->
//   0       1        2       3                        27
//   +-------+--------+-------+------------------------+----------------------------+
//   | state | ground | flags | requested held ended   | case: seq u64, number u16  |   as in the hold's row (cases/hold_row.h)
//   | u8    | u8     | u8    | (u64 each)             |                            |   flags  1 ended because its case did
//   +-------+--------+-------+------------------------+----------------------------+
#pragma once

#include <string>
#include <string_view>

#include "cases/hold_row.h"

namespace cybercheck::cases {

struct HoldFacts {
  event::HoldState state{};
  event::HoldGround ground{};
  bool ended_with_case = false;
  int64_t requested_s = 0, held_s = 0, ended_s = 0;
  event::CaseRef of;
};

std::string AccountHoldKey(const event::MoneyNode& at, const event::HoldRef& ref);
std::string EncodeHoldFacts(const HoldRow& row);
base::Result<HoldFacts> DecodeHoldFacts(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
