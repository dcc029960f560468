// SPDX-License-Identifier: Apache-2.0
// Holds in the banks' workbook (ingest/bank_workbook.h), both ways:
//
//   out   a row a hold: its id, level, place, sum, when the money came; what the bank did, as far as it did
//   in    a row whose destination is the hold's place answers it; one whose source is, tells where the money went on
//
//   hold | level | from account | to bank | to account | amount | outcome | held |
//   3f…-0|   2   |              |   004   | 1234567890 | 10,000 | partly  | 4,000|   answers
//   3f…-0|   3   |  1234567890  |   014   | 9876543210 |  6,000 |         |      |   onward; without id where the answer stands
//   here too 81…-2|   1   |              |   004   | 5555555555 |  2,000 |         |      |   not answered yet: passed over
//
// To a bank other banks' holds are as if not there, and nothing of a case but its own row is shown. Pure functions of a snapshot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/holds.h"
#include "event/hold.h"
#include "ingest/bank_workbook.h"
#include "server/services.h"

namespace cybercheck::server {

inline constexpr size_t kHoldWorkbookRowsMax = 2'000;

struct HoldWorkbook {
  struct Row {
    uint32_t number = 0;           // as Excel shows it
    std::string hold;              // its id, where it is known
    std::optional<size_t> answer;  // in `answers`
    bool onward = false;
    std::optional<ingest::Rejection> rejection;
    std::vector<std::string> cells;
  };
  std::string sheet;
  std::vector<std::string> headings;
  std::vector<Row> rows;                   // without either: not answered yet
  std::vector<event::HoldAnswer> answers;  // in the order of their rows
};
// `again`: it was entered before, so that what has become of its holds since is no reason to pass a row over.
// Errors: kBadFeed (no workbook, or headings that are missing), kTooManyItems (more rows than a request may have), kDamaged, kIo.
base::Result<HoldWorkbook> ReadHoldWorkbook(std::string_view xlsx, const Caller& caller, int64_t now_s, bool again,
                                            Services& services);

// What the bank did, as far as it did.
void TellHold(const cases::HoldRow& hold, ingest::BankTransfer& row);

base::Result<std::string> WriteHolds(const std::vector<cases::Hold>& holds, const cases::Tables& tables,
                                     const store::ReadTxn& txn, int64_t now_s);

}  // namespace cybercheck::server
