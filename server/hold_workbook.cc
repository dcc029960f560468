// SPDX-License-Identifier: Apache-2.0
#include "server/hold_workbook.h"

#include <algorithm>
#include <map>

#include "cases/case_row.h"
#include "ingest/bank_columns.h"
#include "server/hold_json.h"
#include "server/keyers.h"
#include "server/workbook_limits.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::HoldState;
using ingest::BankColumn;
using ingest::BankOutcome;
using ingest::BankPartyKind;
using ingest::NodeOf;
using ingest::Rejection;

Rejection Reject(BankColumn column, std::string_view reason, std::string_view detail) {
  return {Name(column), reason, std::string(detail)};
}

HoldState StateOf(BankOutcome outcome) {
  switch (outcome) {
    case BankOutcome::kPartly:
      return HoldState::kPartly;
    case BankOutcome::kNothingLeft:
      return HoldState::kNothingLeft;
    case BankOutcome::kWrongAccount:
      return HoldState::kWrongAccount;
    case BankOutcome::kRefused:
      return HoldState::kRefused;
    default:
      return HoldState::kHeld;
  }
}

BankOutcome OutcomeOf(HoldState state) {
  switch (state) {
    case HoldState::kHeld:
      return BankOutcome::kHeld;
    case HoldState::kPartly:
      return BankOutcome::kPartly;
    case HoldState::kNothingLeft:
      return BankOutcome::kNothingLeft;
    case HoldState::kWrongAccount:
      return BankOutcome::kWrongAccount;
    case HoldState::kRefused:
      return BankOutcome::kRefused;
    default:
      return BankOutcome::kNone;
  }
}

// Rows as they come, then what they mean of holds: answers first, for what went on may stand above them.
class Reading {
 public:
  Reading(const Caller& caller, int64_t now_s, bool again, Services& services, const store::ReadTxn& txn)
      : caller_(caller), now_s_(now_s), again_(again), services_(services), tables_(services.cases.tables()), txn_(txn) {
    clocks_ = {services.config.hold_victim_s, services.config.hold_complaint_s, services.config.hold_detected_s};
  }

  base::Result<HoldWorkbook> Read(std::string_view xlsx) {
    ASSIGN_OR_RETURN(ingest::WorkbookReader reader, ingest::WorkbookReader::Open(xlsx, kRequestWorkbookLimits));
    ingest::BankWorkbookOptions options;
    options.now_s = now_s_;
    options.key_national_id = KeyNationalIdOf(services_);
    ASSIGN_OR_RETURN(const auto summary, ingest::ReadBankWorkbook(
                                             reader, options,
                                             [this](const std::vector<std::string>& headings) -> base::Result<void> {
                                               out_.headings = headings;
                                               return {};
                                             },
                                             [this](const ingest::BankWorkbookRow& row) { return Keep(row); }));
    out_.sheet = summary.sheet;
    for (size_t i = 0; i < told_.size(); ++i)
      if (!out_.rows[i].rejection) TRY(TakeAnswer(told_[i], out_.rows[i]));
    for (size_t i = 0; i < told_.size(); ++i)
      if (out_.rows[i].onward && !out_.rows[i].rejection) TRY(TakeOnward(told_[i], out_.rows[i]));
    return std::move(out_);
  }

 private:
  base::Result<void> Keep(const ingest::BankWorkbookRow& row) {
    if (out_.rows.size() == kHoldWorkbookRowsMax)
      return Fail(ErrorCode::kTooManyItems,
                  "a workbook of holds has at most " + std::to_string(kHoldWorkbookRowsMax) + " rows; send the rest in another");
    HoldWorkbook::Row& kept = out_.rows.emplace_back();
    kept.number = row.number;
    kept.rejection = row.rejection;
    kept.cells = row.cells;
    told_.push_back(row.transfer);
    return {};
  }

  base::Result<const cases::Hold*> Find(const std::string& id) {
    if (const auto known = holds_.find(id); known != holds_.end()) return known->second ? &*known->second : nullptr;
    std::optional<cases::Hold> found;
    if (const auto parsed = cases::ParseHoldId(id)) {
      ASSIGN_OR_RETURN(found, cases::FindHold(tables_, txn_, *parsed));
      if (found && !MaySee(caller_, found->row)) found.reset();
    }
    const auto& kept = holds_.emplace(id, std::move(found)).first->second;
    return kept ? &*kept : nullptr;
  }

  base::Result<void> TakeAnswer(const ingest::BankTransfer& told, HoldWorkbook::Row& row) {
    row.hold = told.hold;
    if (told.hold.empty()) {
      row.onward = true;
      return {};
    }
    ASSIGN_OR_RETURN(const cases::Hold* hold, Find(told.hold));
    if (hold == nullptr) {
      row.rejection = Reject(BankColumn::kHold, base::Describe(ErrorCode::kNotFound).name, "no hold of yours is called so");
      return {};
    }
    if (NodeOf(told.to) == hold->row.at) {
      if (told.outcome != BankOutcome::kNone) row.rejection = Answer(told, *hold, row);
    } else if (NodeOf(told.from) == hold->row.at) {
      row.onward = true;
    } else {
      row.rejection =
          Reject(BankColumn::kToAccount, "contradiction", "neither the account that the hold is on nor money that left it");
    }
    return {};
  }

  std::optional<Rejection> Answer(const ingest::BankTransfer& told, const cases::Hold& hold, HoldWorkbook::Row& row) {
    if (answered_.contains(hold.ref)) return Reject(BankColumn::kHold, "contradiction", "the hold is answered twice");
    if (out_.answers.size() == event::kHoldAnswersMax)
      return Reject(BankColumn::kHold, base::Describe(ErrorCode::kTooManyItems).name,
                    "the rows above answer as many holds as one workbook may; send it in another");
    event::HoldAnswer answer;
    answer.hold = hold.ref;
    answer.clocks = clocks_;
    answer.outcome = StateOf(told.outcome);
    answer.at_s = told.answered_s.value_or(now_s_);
    if (answer.outcome == HoldState::kHeld || answer.outcome == HoldState::kPartly) {
      answer.held_satang = told.held_satang.value_or(hold.row.requested_satang);
      if (answer.held_satang == 0)
        return Reject(BankColumn::kHeld, "missing_value", "nobody said how much was to be held: how much is?");
    }
    row.answer = out_.answers.size();
    answered_.emplace(hold.ref, out_.answers.size());
    places_.emplace(hold.row.at, hold.ref);
    out_.answers.push_back(std::move(answer));
    return std::nullopt;
  }

  base::Result<void> TakeOnward(const ingest::BankTransfer& told, HoldWorkbook::Row& row) {
    const cases::Hold* hold = nullptr;
    event::HoldRef ref;
    if (told.hold.empty()) {
      const auto [first, last] = places_.equal_range(NodeOf(told.from));
      if (told.from.kind == BankPartyKind::kUnnamed || first == last) {
        row.rejection = Reject(BankColumn::kHold, "missing_value", "the id of the hold whose account the money left is needed");
        return {};
      }
      if (std::next(first) != last) {
        row.rejection = Reject(BankColumn::kHold, "missing_value", "several holds answered here are on that account: which?");
        return {};
      }
      ref = first->second;
    } else {
      ASSIGN_OR_RETURN(hold, Find(told.hold));
      ref = hold->ref;
    }
    if (!answered_.contains(ref)) {
      // Answered before: what the bank said then is said again.
      if (!again_ && OutcomeOf(hold->row.state) == BankOutcome::kNone) {
        row.rejection = Reject(BankColumn::kOutcome, "missing_value", "the hold itself is not answered");
        return {};
      }
      if (out_.answers.size() == event::kHoldAnswersMax) {
        row.rejection = Reject(BankColumn::kHold, base::Describe(ErrorCode::kTooManyItems).name,
                               "the rows above answer as many holds as one workbook may; send it in another");
        return {};
      }
      answered_.emplace(ref, out_.answers.size());
      event::HoldAnswer again;
      again.hold = ref;
      again.clocks = clocks_;
      again.outcome = hold->row.state;
      again.held_satang = hold->row.held_satang;
      again.at_s = now_s_;
      out_.answers.push_back(std::move(again));
    }
    event::HoldAnswer& answer = out_.answers[answered_.at(ref)];
    if (answer.onward.size() == event::kOnwardMax || onward_ == event::kAnswersOnwardMax) {
      row.rejection = Reject(BankColumn::kHold, base::Describe(ErrorCode::kTooManyItems).name,
                             "the rows above tell as many transfers as one workbook may; send it in another");
      return {};
    }
    if (told.to.kind == BankPartyKind::kVictim) {
      row.rejection = Reject(BankColumn::kToBank, "contradiction", "money that came back is told of its case, not of a hold");
      return {};
    }
    if (told.amount_satang == 0) {
      row.rejection = Reject(BankColumn::kAmount, "bad_amount", "an amount above 0 is needed, in baht");
      return {};
    }
    row.answer = answered_.at(ref);
    ++onward_;
    answer.onward.push_back({NodeOf(told.from), NodeOf(told.to), told.amount_satang, told.at_s, told.reference, {}});
    return {};
  }

  const Caller& caller_;
  const int64_t now_s_;
  const bool again_;
  Services& services_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  event::HoldClocks clocks_;
  HoldWorkbook out_;
  std::vector<ingest::BankTransfer> told_;  // of each row
  std::map<std::string, std::optional<cases::Hold>> holds_;
  std::map<event::HoldRef, size_t> answered_;               // place in out_.answers
  std::multimap<event::MoneyNode, event::HoldRef> places_;  // of the holds answered here
  size_t onward_ = 0;
};

}  // namespace

base::Result<HoldWorkbook> ReadHoldWorkbook(std::string_view xlsx, const Caller& caller, int64_t now_s, bool again,
                                            Services& services) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return Reading(caller, now_s, again, services, txn).Read(xlsx);
}

void TellHold(const cases::HoldRow& hold, ingest::BankTransfer& row) {
  row.outcome = OutcomeOf(hold.state);
  const bool holds = row.outcome == BankOutcome::kHeld || row.outcome == BankOutcome::kPartly;
  if (holds && hold.held_satang != 0) row.held_satang = hold.held_satang;
  if (hold.answered_s != 0) row.answered_s = hold.held_s != 0 ? hold.held_s : hold.answered_s;
}

base::Result<std::string> WriteHolds(const std::vector<cases::Hold>& holds, const cases::Tables& tables,
                                     const store::ReadTxn& txn, int64_t now_s) {
  ASSIGN_OR_RETURN(ingest::WorkbookWriter book, ingest::WorkbookWriter::ToBytes(now_s));
  ASSIGN_OR_RETURN(ingest::BankWorkbookWriter writer, ingest::BankWorkbookWriter::Begin(book));
  cases::EntryNames names(tables, txn);
  for (const cases::Hold& hold : holds) {
    ingest::BankTransfer row;
    ASSIGN_OR_RETURN(row.hold, names.Of(hold.ref));
    row.level = hold.row.level == cases::kLevelUnknown ? 0 : hold.row.level;
    row.bank_case_id = hold.row.bank_case_id;
    row.to = ingest::PartyOf(hold.row.at);
    row.amount_satang = hold.row.requested_satang;
    TellHold(hold.row, row);
    if (hold.row.of.seq != 0) {
      ASSIGN_OR_RETURN(const auto bytes, tables.transfers.Get(txn, cases::TransferKey(hold.row.of, hold.ref)));
      if (bytes) {
        ASSIGN_OR_RETURN(const cases::TransferRow transfer,
                         cases::DecodeTransferRow(cases::TransferKey(hold.row.of, hold.ref), *bytes));
        row.reference = transfer.transfer.reference;
        row.at_s = transfer.transfer.at_s;
      }
    }
    TRY(writer.Add(row));
  }
  TRY(book.Finish());
  return book.TakeBytes();
}

}  // namespace cybercheck::server
