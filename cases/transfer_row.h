// SPDX-License-Identifier: Apache-2.0
// One transfer of a case's money. A case's transfers stand together, in the order in which they were told.
//
// Table `transfers`, (case seq u64, case number u16, transfer seq u64, number u16, row u32) ->
//   0       1       2          10       18                                     (texts, each with its length)
//   +-------+-------+----------+--------+------------------+------------------+-----------+----------------+
//   | flags | level | satang   | at     | from (kind, name)| to (kind, name)  | reference | payer 16 bytes |
//   | u8    | u8    | i64      | u64    |                  |                  |           | or none        |
//   +-------+-------+----------+--------+------------------+------------------+-----------+----------------+
//   flags  1 released: the trail does not follow it · 2 told by a bank's answer · 4 a payer stands at the end
//   level  1 for what left the victim, n + 1 for what left an account of level n (255: nobody told how the money came there)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/case_file.h"
#include "indicator/key.h"

namespace cybercheck::cases {

inline constexpr uint8_t kLevelUnknown = 255;

struct TransferRow {
  event::MoneyRef ref;
  event::Transfer transfer;
  bool released = false;
  bool by_bank = false;
  uint8_t level = kLevelUnknown;
  friend bool operator==(const TransferRow&, const TransferRow&) = default;
};

inline constexpr size_t kMoneyRefBytes = 14;
std::string MoneyRefKey(const event::MoneyRef& ref);
base::Result<event::MoneyRef> DecodeMoneyRefKey(std::string_view bytes);  // kDamaged; exactly 14 bytes
std::string TransferKey(event::CaseRef of, const event::MoneyRef& ref);
void EncodeTransferRow(const TransferRow& row, std::string& out);
// `key`: as stored. kDamaged; any bytes are safe.
base::Result<TransferRow> DecodeTransferRow(std::string_view key, std::string_view bytes);

// Where money may be, as an index key: an account or PromptPay id as the indicator it is; else 0xf0 + kind, then the first 16
// bytes of SHA-256 of the name. What has no name (the victim, cash) has no key of its own.
indicator::KeyBytes NodeKey(const event::MoneyNode& node) noexcept;
// Whether somebody can be asked to hold money there.
bool CanBeHeld(const event::MoneyNode& node) noexcept;

// Gives each row its level, which is its row in the trail (cases/trail.h): over transfers that move money, that nobody released
// and that do not begin at an end; a released one has its sender's + 1 and is not gone through. Others have none.
void SetLevels(std::vector<TransferRow>& rows);

}  // namespace cybercheck::cases
