// SPDX-License-Identifier: Apache-2.0
// The workbook banks pass each other and the police: transfers of a case, sub-case level by sub-case level, and what became of
// the money.
//
//   level | bank case id | from bank | from account | to bank | to account | amount | date, time | outcome | held
//     1   | 0042-…       | KBANK     | (victim)     | SCB     | 123…       | 50,000 | 25/2/2568  | held    | 20,000
//     2   | 0042-…       | SCB       | 123…         | KTB     | 987…       | 30,000 | …          |         |
//
// Headings are Thai or English (bank_columns.h), in any order. Each row comes out as a transfer or as the reason why not; nothing
// is guessed: digits a spreadsheet has lost, dates of a doubtful era and accounts of doubtful length reject their row.
//   dates     as people write them (thai_date.h), or Excel's own; typed as the year 2568 they are the Buddhist year 2568
//   accounts  as text; as a number whose leading zeros are gone only where the bank's length leaves one reading
//   amounts   baht, at most two decimals
//   elsewhere cash, a wallet, a chain, a merchant, abroad: the bank's column says which, the account's where
// Rows are read twice: a workbook that cannot be read to its end gives none. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/money.h"
#include "indicator/key.h"
#include "ingest/row_resolver.h"
#include "ingest/thai_date.h"
#include "ingest/workbook_reader.h"
#include "ingest/workbook_writer.h"

namespace cybercheck::ingest {

inline constexpr uint32_t kBankLevelMax = 64;

enum class BankPartyKind : uint8_t {
  kUnnamed,  // the victim's own account, or not told
  kAccount,
  kPromptpay,
  kElsewhere,  // the money left as cash, or is where no bank keeps it
  kVictim,     // it came back; of `to` only
};

struct BankParty {
  BankPartyKind kind = BankPartyKind::kUnnamed;
  std::string bank;                   // its code, "004"; of an account always there, of others where it was told
  std::optional<indicator::Key> key;  // account:004:1234567890, promptpay:…; a national id is keyed, never its digits
  event::MoneyNode place;             // of kElsewhere: "cash_out:", "crypto:0x…"
  bool zeros_restored = false;        // Excel had taken the account for a number; its leading zeros are certain
};

// What a row says, as money's places are written, and back.
event::MoneyNode NodeOf(const BankParty& party);
BankParty PartyOf(const event::MoneyNode& node);

enum class BankOutcome : uint8_t { kNone, kHeld, kPartly, kNothingLeft, kWrongAccount, kRefused };
std::string_view Name(BankOutcome outcome) noexcept;  // "", "held", "partly", "nothing_left", "wrong_account", "refused"

// A row that names a hold answers it, or tells of money that left its account: of the hold's own transfer the bank knows no more
// than it was told, so level, source, sum and day may be absent.
struct BankTransfer {
  std::string hold;     // the id of the hold it is about; empty: none
  uint32_t level = 0;   // 1: from the victim; n: from where level n-1 went; 0: not told, with a hold only
  std::string of_case;  // the id of the case it is of, where it has one here; empty: not told
  std::string bank_case_id, tpo_case_id;
  std::string reference;      // the transfer's own, by the bank
  BankParty from, to;         // `to` is never kUnnamed, `from` never kVictim
  int64_t amount_satang = 0;  // 0: not told, with a hold only
  int64_t at_s = 0;           // likewise
  bool at_is_day = false;     // no time of day was told: at_s is the day's beginning in Thailand
  BankOutcome outcome = BankOutcome::kNone;
  std::optional<int64_t> held_satang;  // never more than the amount; above 0 only with held or partly
  std::optional<int64_t> answered_s;   // when the bank did so
};

struct BankWorkbookRow {
  uint32_t number = 0;                 // as Excel shows it
  std::optional<Rejection> rejection;  // absent: `transfer` is the row
  BankTransfer transfer;
  std::vector<std::string> cells;  // as they stood, under BankWorkbookSummary::headings; for RejectWorkbook
};

struct BankWorkbookOptions {
  std::string sheet;  // empty: the first that is shown
  int64_t now_s = 0;
  DateOrder order = DateOrder::kUnsaid;
  NationalIdKeyer key_national_id;  // null: rows of national ids are rejected (no_secret)
  bool level_by_source = false;     // where the account the money left is named, the level may be absent
};

struct BankWorkbookSummary {
  std::string sheet;
  uint64_t rows = 0, rejected = 0;
  std::vector<std::string> headings;          // all of the sheet's, as they stand
  std::vector<std::string> ignored_headings;  // that mean nothing here
};

using OnBankHeadings = std::function<base::Result<void>(const std::vector<std::string>& headings)>;
using OnBankRow = std::function<base::Result<void>(const BankWorkbookRow&)>;

// `on_headings` (may be null) is called once, before the first row. Errors: kBadFeed (no workbook, or headings that are missing,
// named with those there are); kIo; those of the callbacks.
base::Result<BankWorkbookSummary> ReadBankWorkbook(WorkbookReader& workbook, const BankWorkbookOptions& options,
                                                   const OnBankHeadings& on_headings, const OnBankRow& on_row);

// The sheet's columns: Thai headings, the banks and outcomes there are to choose from.
WorkbookSheetDesign BankSheetDesign();

// The same workbook the other way: what ReadBankWorkbook reads back as it was.
class BankWorkbookWriter {
 public:
  // Begins the sheet in `book`, which must outlive this.
  static base::Result<BankWorkbookWriter> Begin(WorkbookWriter& book);
  base::Result<void> Add(const BankTransfer& transfer);

 private:
  explicit BankWorkbookWriter(WorkbookWriter& book) : book_(&book) {}
  WorkbookWriter* book_;
};

}  // namespace cybercheck::ingest
