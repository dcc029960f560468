// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>

#include "indicator/bank.h"
#include "ingest/bank_columns.h"
#include "ingest/bank_words.h"
#include "ingest/bank_workbook.h"

namespace cybercheck::ingest {
namespace {

using enum BankColumn;

// How a place that no bank keeps is written in the column of banks; else the bank's code.
std::string_view BankWord(const BankParty& party) {
  if (party.kind != BankPartyKind::kElsewhere && party.kind != BankPartyKind::kVictim) return party.bank;
  return std::ranges::find(kPlaceWords, party.place.kind, &PlaceWord::kind)->text;
}

std::string_view AccountOf(const BankParty& party) {
  if (party.kind == BankPartyKind::kElsewhere) return party.place.name;
  if (!party.key) return {};
  const std::string_view form = party.key->form;
  if (party.kind == BankPartyKind::kAccount) return form.substr(form.find(':') + 1);
  // mobile:+66812345678, ewallet:…, biller:… are read back as they are; a keyed id too (nid: and 32 digits).
  return form;
}

}  // namespace

std::string_view Name(BankOutcome outcome) noexcept { return kOutcomeNames[static_cast<size_t>(outcome)]; }

WorkbookSheetDesign BankSheetDesign() {
  WorkbookSheetDesign design{.name = "โอน", .columns = {}};
  for (size_t i = 0; i < kBankColumnCount; ++i) {
    const auto column = static_cast<BankColumn>(i);
    WorkbookColumn& added = design.columns.emplace_back();
    added.heading = ThaiHeading(column);
    added.width = column == kLevel ? 8 : 18;
    if (column == kAmount || column == kHeld) added.type = ColumnType::kBaht;
    if (column == kOutcome)
      for (const OutcomeWord& known : kOutcomeWords)
        if (std::ranges::find(kOutcomeNames, known.text) == std::end(kOutcomeNames) && added.choices.size() < 8 &&
            (static_cast<uint8_t>(known.text.front()) >= 0x80))
          added.choices.emplace_back(known.text);
    if (column == kFromBank || column == kToBank) {
      for (const indicator::Bank& bank : indicator::Banks()) added.choices.emplace_back(bank.name_th);
      if (column == kToBank) added.choices.emplace_back("พร้อมเพย์");
    }
  }
  return design;
}

base::Result<BankWorkbookWriter> BankWorkbookWriter::Begin(WorkbookWriter& book) {
  WorkbookSheetDesign design = BankSheetDesign();
  for (WorkbookColumn& column : design.columns) column.choices.clear();
  design.columns[static_cast<size_t>(kDate)].type = ColumnType::kDate;
  design.columns[static_cast<size_t>(kDate)].width = 20;
  design.columns[static_cast<size_t>(kAnsweredAt)].type = ColumnType::kDateTime;
  design.columns[static_cast<size_t>(kAnsweredAt)].width = 20;
  TRY(book.AddSheet(design));
  return BankWorkbookWriter(book);
}

base::Result<void> BankWorkbookWriter::Add(const BankTransfer& transfer) {
  std::array<WorkbookValue, kBankColumnCount> cells;
  const auto at = [&cells](BankColumn column) -> WorkbookValue& { return cells[static_cast<size_t>(column)]; };
  const std::string level = transfer.level == 0 ? std::string() : std::to_string(transfer.level);
  at(kLevel) = std::string_view(level);
  at(kBankCaseId) = std::string_view(transfer.bank_case_id);
  at(kReference) = std::string_view(transfer.reference);
  at(kFromBank) = transfer.from.kind == BankPartyKind::kPromptpay ? kPromptpayWords[0] : BankWord(transfer.from);
  at(kFromAccount) = AccountOf(transfer.from);
  at(kToBank) = BankWord(transfer.to);
  at(transfer.to.kind == BankPartyKind::kPromptpay ? kToPromptpay : kToAccount) = AccountOf(transfer.to);
  if (transfer.amount_satang != 0) at(kAmount) = transfer.amount_satang;
  if (transfer.at_s != 0) at(kDate) = transfer.at_s;
  std::string clock;
  if (!transfer.at_is_day && transfer.at_s != 0) {
    const int64_t s = ((transfer.at_s + kThailandS) % 86'400 + 86'400) % 86'400;
    char text[16];
    std::snprintf(text, sizeof(text), "%02d:%02d:%02d", static_cast<int>(s / 3600), static_cast<int>(s / 60 % 60),
                  static_cast<int>(s % 60));
    clock = text;
  }
  at(kTime) = std::string_view(clock);
  at(kOutcome) = Name(transfer.outcome);
  if (transfer.held_satang) at(kHeld) = *transfer.held_satang;
  if (transfer.answered_s) at(kAnsweredAt) = *transfer.answered_s;
  at(kHold) = std::string_view(transfer.hold);
  at(kCase) = std::string_view(transfer.of_case);
  at(kTpoCaseId) = std::string_view(transfer.tpo_case_id);
  return book_->AddRow(cells);
}

}  // namespace cybercheck::ingest
