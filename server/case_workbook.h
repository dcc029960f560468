// SPDX-License-Identifier: Apache-2.0
// Transfers of cases in the banks' workbook (ingest/bank_workbook.h), both ways:
//
//   in    rows that name one case are one complaint of it: by its id here, by the bank's, by thaipoliceonline's
//   out   a row a transfer, with what is asked of the bank and what it did; read back, it tells nothing that is not known
//
//   level | case | bank case id | from account | to bank | to account | amount |
//     1   |      |   0042-17    |              |   004   | 1234567890 | 10,000 |
//     2   |      |   0042-17    |  1234567890  |   014   | 9876543210 |  6,000 |
//
// Released transfers are no part of the fraud, and those of no money went nowhere: neither goes out. Pure functions of a
// snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cases/case_row.h"
#include "cases/transfer_row.h"
#include "ingest/bank_workbook.h"
#include "ingest/raw_complaint.h"
#include "server/services.h"

namespace cybercheck::server {

inline constexpr size_t kCaseWorkbookRowsMax = 4'000;  // what one entry may have the applier do

struct CaseWorkbook {
  struct Row {
    uint32_t number = 0;  // as Excel shows it
    std::optional<ingest::Rejection> rejection;
    std::vector<std::string> cells;
    ingest::BankTransfer told;
    size_t of = 0;  // in `cases`, of a row without rejection
  };
  struct Case {
    std::string id, bank_case_id, tpo_case_id;  // as its rows call it
    std::optional<event::CaseRef> found;        // as it stood before
    std::vector<size_t> rows;
  };
  std::string sheet;
  std::vector<std::string> headings;
  std::vector<Row> rows;
  std::vector<Case> cases;
};

// `sheet`: empty, the first that is shown. Errors: kBadFeed (no workbook, or headings that are missing), kTooManyItems (more rows
// than a request may have), kDamaged, kIo.
base::Result<CaseWorkbook> ReadCaseWorkbook(std::string_view xlsx, const std::string& sheet, int64_t now_s, Services& services);

// What a row tells, as it is told of a complaint, and as a case then has it.
ingest::RawTransfer RawTransferOf(const ingest::BankTransfer& told);
event::Transfer TransferOf(const ingest::BankTransfer& told);

// Which transfers of a case rows tell of. Each of the case's answers for one row: the same sum is often sent several times.
class KnownTransfers {
 public:
  KnownTransfers(const cases::CaseRow& of, std::vector<cases::TransferRow> rows);
  // Null: none that is left. What complaints told comes before what banks' answers did.
  const cases::TransferRow* Take(const event::Transfer& told);
  size_t count() const { return rows_.size(); }

 private:
  event::Complaint times_;  // when money went of which nobody said when
  std::vector<cases::TransferRow> rows_;
  std::multimap<std::pair<event::MoneyNode, int64_t>, size_t> left_;
};

// Errors: kNotFound (no such case), kBodyRedacted, kDamaged, kIo.
base::Result<std::string> WriteCaseTransfers(event::CaseRef of, const cases::Tables& tables, const store::ReadTxn& txn,
                                             int64_t now_s);

// What rows tell of holds, whose ids they have: what POST /v1/holds:workbook takes. Errors: kIo.
base::Result<std::string> WriteOutcomes(const std::vector<ingest::BankTransfer>& rows, int64_t now_s);

}  // namespace cybercheck::server
