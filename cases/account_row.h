// SPDX-License-Identifier: Apache-2.0
// What came to one account (or wallet, address, …) of the money of cases: of each case, and of all together.
//
// Table `account_cases`, NodeKey 17 bytes, case seq u64, number u16 ->
//   0            4          8          16      17       25
//   +------------+----------+----------+-------+--------+-------+
//   | transfers  | released | received | level | first  | last  |   first, last: unix seconds of the transfers, 0: none told
//   | u32        | u32      | i64      | u8    | u64    | u64   |   released: how many of them · received: satang of all
//   +------------+----------+----------+-------+--------+-------+   level: the least of those not released (cases/transfer_row.h)
// Table `accounts`, NodeKey 17 bytes ->
//   0        4                                              37       38         39     40
//   +--------+----------------------------------------------+--------+----------+------+-----+--------+
//   | cases  | as above, of all cases                       | colour | released | kind | n   | name   |   colour: the last,
//   | u32    |                                              | u8     | u8       | u8   | u8  |        |   255: none
//   +--------+----------------------------------------------+--------+----------+------+-----+--------+   released 1: a hold was
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/account_colour.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

// Where the number of a colour is stored: there is none.
inline constexpr uint8_t kNoColour = 0xff;

struct AccountShare {
  uint32_t transfers = 0, released = 0;
  int64_t received_satang = 0;
  uint8_t level = kLevelUnknown;
  int64_t first_s = 0, last_s = 0;
  friend bool operator==(const AccountShare&, const AccountShare&) = default;
};
struct AccountRow {
  uint32_t cases = 0;
  AccountShare all;
  event::MoneyNode node;
  std::optional<AccountColour> colour;  // the last, as all that was committed has it (cases/account_colours.h)
  bool hold_released = false;           // a hold there ended as released
  friend bool operator==(const AccountRow&, const AccountRow&) = default;
};

void Add(const AccountShare& share, AccountShare& to) noexcept;
std::string AccountCaseKey(const indicator::KeyBytes& node, event::CaseRef of);
void EncodeAccountShare(const AccountShare& share, std::string& out);
base::Result<AccountShare> DecodeAccountShare(std::string_view bytes);  // kDamaged; any bytes are safe
void EncodeAccountRow(const AccountRow& row, std::string& out);
base::Result<AccountRow> DecodeAccountRow(std::string_view bytes);  // likewise

}  // namespace cybercheck::cases
