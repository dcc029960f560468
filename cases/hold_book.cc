// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_book.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"
#include "cases/account_book.h"
#include "cases/case_holds.h"
#include "cases/case_index.h"
#include "cases/case_store.h"
#include "cases/hold_store.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using event::Entry;
using event::HoldGround;
using event::HoldState;
using event::Outcome;

constexpr std::string_view kBadBody = "bad_body", kBadCase = "bad_case";
// Clocks of banks and of this server may differ by so much.
constexpr int64_t kClockSkewS = 300;
constexpr int64_t kProlongS = 366 * 86400;

Outcome Refused(const Entry& entry, std::string_view code, std::string result = {}) {
  return {entry.header.seq, false, std::string(code), std::move(result)};
}
Outcome Refused(const Entry& entry, ErrorCode code) { return Refused(entry, base::Describe(code).name); }
Outcome WrongState(const Entry& entry, const HoldRow& hold) {
  std::string from = "{\"from\":\"" + std::string(event::Name(hold.state)) + "\"";
  if (!hold.stage.empty()) from.append(",\"stage\":\"").append(hold.stage).append("\"");
  return Refused(entry, base::Describe(ErrorCode::kWrongState).name, from + "}");
}
Outcome Accepted(const Entry& entry, std::string_view what, size_t count) {
  return {entry.header.seq, true, {}, "{\"" + std::string(what) + "\":" + std::to_string(count) + "}"};
}

int64_t TimeOf(const Entry& entry) { return entry.header.time_ms / 1000; }

bool IsGood(const event::HoldRequest& request, int64_t now_s) {
  if (request.requested_satang != 0 && request.held_satang > request.requested_satang) return false;
  return CanBeHeld(request.at) && (request.held_satang == 0) == (request.held_s == 0) && request.held_s <= now_s + kClockSkewS &&
         (request.ground == HoldGround::kWarrant) == !request.warrant.empty() &&
         (request.of.seq != 0 || !request.bank_case_id.empty());
}

// The case that the hold is for, as it counts; {0, 0}: it waits for one. Error kNotFound: there is none of that number.
base::Result<event::CaseRef> CaseOf(const event::HoldRequest& request, const Tables& tables, const store::WriteTxn& txn) {
  event::CaseRef of = request.of;
  if (of.seq == 0) {
    ASSIGN_OR_RETURN(const auto known, FindExternalId(tables, txn, event::ExternalId::kBankCaseId, request.bank_case_id, {}));
    if (!known) return event::CaseRef{};
    of = *known;
  }
  ASSIGN_OR_RETURN(of, CountingCase(tables, txn, of));
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, of));
  if (!row) return base::Fail(ErrorCode::kNotFound);
  return of;
}

HoldRow RowOf(const event::HoldRequest& request, const event::HoldClocks& clocks, const Entry& entry) {
  HoldRow hold;
  hold.opened = true;
  hold.ground = request.ground;
  hold.clocks = clocks;
  hold.at = request.at;
  hold.requested_satang = request.requested_satang;
  hold.requested_s = TimeOf(entry);
  hold.bank_case_id = request.bank_case_id;
  hold.warrant = request.warrant;
  hold.level = 1;  // until a case says otherwise
  if (request.held_satang == 0) return hold;
  hold.state = request.held_satang < request.requested_satang ? HoldState::kPartly : HoldState::kHeld;
  hold.held_satang = request.held_satang;
  hold.held_s = request.held_s;
  hold.answered_s = TimeOf(entry);
  hold.answered_by = entry.header.actor;
  return hold;
}

// The case's row is read, told to `change`, which may write other tables, and written.
template <class Change>
base::Result<void> WithCase(event::CaseRef of, const Tables& tables, store::WriteTxn& txn, const Change& change) {
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, of));
  if (!row) return base::Fail(ErrorCode::kDamaged, "the case of a hold is missing");
  TRY(change(*row));
  return WriteCase(of, *row, tables, txn);
}

// A hold that stays with its case.
base::Result<void> Change(const event::HoldRef& ref, const HoldRow& before, HoldRow& after, const Tables& tables,
                          store::WriteTxn& txn) {
  if (before.of.seq == 0) return PutHold(ref, &before, after, nullptr, nullptr, tables, txn);
  return WithCase(before.of, tables, txn, [&](CaseRow& row) { return PutHold(ref, &before, after, &row, &row, tables, txn); });
}

bool MayBeAnswered(const HoldRow& hold) noexcept {
  switch (hold.state) {
    case HoldState::kRequested:
    case HoldState::kHeld:
    case HoldState::kPartly:
    case HoldState::kNothingLeft:
    case HoldState::kWrongAccount:
    case HoldState::kRefused:
      return true;
    default:
      return false;
  }
}

bool IsGood(const event::HoldAnswer& answer, const HoldRow& hold, int64_t now_s) {
  const bool holds = answer.outcome == HoldState::kHeld || answer.outcome == HoldState::kPartly;
  const bool too_much = hold.requested_satang != 0 && answer.held_satang > hold.requested_satang;
  return holds == (answer.held_satang != 0) && !too_much && answer.at_s <= now_s + kClockSkewS &&
         std::ranges::all_of(answer.onward, [&](const event::Transfer& transfer) { return transfer.from == hold.at; });
}

HoldRow AnsweredRow(const HoldRow& before, const event::HoldAnswer& answer, const Entry& entry) {
  HoldRow after = before;
  after.state = answer.outcome;
  after.held_satang = answer.held_satang;
  after.answered_s = TimeOf(entry);
  after.answered_by = entry.header.actor;
  after.ended_s = answer.held_satang == 0 ? TimeOf(entry) : 0;
  // A bank that corrects its answer does not start the clock again.
  if (answer.held_satang == 0) {
    after.held_s = 0;
  } else if (before.held_s == 0) {
    after.held_s = answer.at_s;
    after.clocks = answer.clocks;
  }
  return after;
}

bool IsSame(const event::Transfer& a, const event::Transfer& b) {
  return std::tie(a.from, a.to, a.satang, a.at_s, a.reference) == std::tie(b.from, b.to, b.satang, b.at_s, b.reference);
}

// `next`: the row the first is called by; follows them.
std::vector<TransferRow> OnwardRows(const event::HoldAnswer& answer, const Entry& entry, uint8_t level, uint32_t& next) {
  std::vector<TransferRow> rows;
  for (const event::Transfer& transfer : answer.onward) {
    TransferRow row;
    row.ref = {entry.header.seq, 0, next++};
    row.transfer = transfer;
    row.by_bank = true;
    row.level = level < kLevelUnknown - 1 ? static_cast<uint8_t>(level + 1) : kLevelUnknown;
    rows.push_back(std::move(row));
  }
  return rows;
}

// Whether banks may be asked for all that, too (kCaseSatangMax).
base::Result<bool> HasRoomFor(const std::vector<TransferRow>& told, event::CaseRef of, const Tables& tables,
                              const store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, of));
  int64_t room = kCaseSatangMax - (row ? row->requested_satang : 0);
  for (const TransferRow& one : told) room -= one.transfer.satang;  // each at most kSatangMax, of at most kOnwardMax
  return room >= 0;
}

// Where the money went on becomes part of the case; what the bank told before is not told twice.
base::Result<void> BookOnward(const Entry& entry, const Onward& onward, std::vector<TransferRow> told,
                              std::vector<TransferRow> known, CaseRow& row, const Tables& tables, store::WriteTxn& txn) {
  std::erase_if(told, [&](const TransferRow& one) {
    return std::ranges::any_of(known,
                               [&](const TransferRow& other) { return other.by_bank && IsSame(one.transfer, other.transfer); });
  });
  if (told.empty()) return {};
  std::vector<TransferRow> all = known;
  all.insert(all.end(), told.begin(), told.end());
  SetLevels(all);
  TRY(WriteTransfers(onward.hold.of, known, all, tables, txn));
  TRY(BookAccounts(onward.hold.of, known, all, tables, txn));
  row.transfers = static_cast<uint32_t>(all.size());
  return SettleCaseHolds(entry.header, onward.hold.of, {}, all, &onward, row, tables, txn);
}

// The same while no case has come: it waits under the bank's case id.
base::Result<void> KeepOnward(const Entry& entry, const Onward& onward, const std::vector<TransferRow>& told,
                              const Tables& tables, store::WriteTxn& txn) {
  std::string value;
  for (const TransferRow& row : told) {
    if (CanBeHeld(row.transfer.to)) {
      HoldRow hold = HoldFor(row, &onward, TimeOf(entry));
      TRY(PutHold(row.ref, nullptr, hold, nullptr, nullptr, tables, txn));
    }
    EncodeTransferRow(row, value);
    TRY(tables.bank_holds.Put(txn, BankHoldKey(onward.hold.bank_case_id, row.ref), value));
  }
  return {};
}

// What the move makes of the hold; nullopt: it is not in a state for it.
std::optional<HoldRow> MovedRow(const HoldRow& before, const event::HoldMove& move, int64_t now_s) {
  HoldRow after = before;
  const int64_t there = before.held_satang + before.frozen_satang;
  switch (move.to) {
    case HoldState::kLapsed:
      if (before.due_s == 0 || move.at_s < before.due_s || now_s < before.due_s) return std::nullopt;
      after.held_satang = 0;
      after.until_s = 0;
      if (before.frozen_satang == 0) {
        after.state = HoldState::kLapsed;
        after.ended_s = before.due_s;
      }
      return after;
    case HoldState::kHeld:
      if (before.due_s == 0) return std::nullopt;
      after.until_s = move.until_s;
      return after;
    case HoldState::kFrozen: {
      const bool asked = before.state == HoldState::kRequested;
      if (!asked && before.held_satang == 0) return std::nullopt;
      const int64_t most = asked ? before.requested_satang : before.held_satang;
      const int64_t amount = move.satang == 0 ? most : move.satang;
      after.state = HoldState::kFrozen;
      after.frozen_satang += amount;
      if (!asked) after.held_satang -= amount;
      if (before.held_s == 0) after.held_s = move.at_s;
      after.warrant = move.warrant;
      return after;
    }
    case HoldState::kReleased:
      if (before.IsOver()) return std::nullopt;
      after.state = HoldState::kReleased;
      after.held_satang = after.frozen_satang = 0;
      after.until_s = 0;
      after.ended_s = move.at_s;
      return after;
    default:  // returned
      if (there == 0 || move.after != before.stage) return std::nullopt;
      after.state = HoldState::kReturned;
      after.stage = move.stage;
      after.returned_satang += move.satang;
      after.frozen_satang -= std::min(move.satang, before.frozen_satang);
      after.held_satang -= move.satang - (before.frozen_satang - after.frozen_satang);
      if (after.held_satang == 0 && after.frozen_satang == 0) after.ended_s = move.at_s;
      return after;
  }
}

bool IsGood(const event::HoldMove& move, const HoldRow& hold, int64_t now_s) {
  if (move.to != HoldState::kLapsed && move.at_s > now_s + kClockSkewS) return false;
  switch (move.to) {
    case HoldState::kHeld:
      return move.until_s > now_s && move.until_s >= hold.due_s && move.until_s <= now_s + kProlongS;
    case HoldState::kFrozen:
      // Of an account of which nobody said how much is there, the warrant must say it.
      if (hold.state == HoldState::kRequested && hold.requested_satang == 0) return !move.warrant.empty() && move.satang != 0;
      return !move.warrant.empty() &&
             move.satang <= (hold.state == HoldState::kRequested ? hold.requested_satang : hold.held_satang);
    case HoldState::kReturned:
      return !move.stage.empty() && move.satang <= hold.held_satang + hold.frozen_satang;
    default:
      return true;
  }
}

// One answer. Refuses before it writes. `rows` counts the onward rows of the entry.
base::Result<Outcome> AnswerOne(const Entry& entry, const event::HoldAnswer& answer, uint32_t& rows, const Tables& tables,
                                store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto before, ReadHold(tables, txn, answer.hold));
  if (!before) return Refused(entry, ErrorCode::kNotFound);
  if (!MayBeAnswered(*before)) return WrongState(entry, *before);
  if (!IsGood(answer, *before, TimeOf(entry))) return Refused(entry, kBadCase);
  HoldRow after = AnsweredRow(*before, answer, entry);
  std::vector<TransferRow> told = OnwardRows(answer, entry, after.level, rows), known;
  if (before->of.seq != 0 && !told.empty()) {
    ASSIGN_OR_RETURN(known, ReadTransfers(tables, txn, before->of));
    if (known.size() + told.size() > event::kCaseTransfersMax) return Refused(entry, kBadCase);
    ASSIGN_OR_RETURN(const bool fits, HasRoomFor(told, before->of, tables, txn));
    if (!fits) return Refused(entry, kBadCase);
  }
  const size_t onward_count = told.size();
  TRY(CountMinutesToHold(after, tables, txn));
  TRY(CountMinutesToAnswer(*before, after, tables, txn));
  const Onward onward{answer.hold, after};
  if (before->of.seq == 0) {
    TRY(PutHold(answer.hold, &*before, after, nullptr, nullptr, tables, txn));
    TRY(KeepOnward(entry, onward, told, tables, txn));
  } else {
    const auto book = [&](CaseRow& row) -> base::Result<void> {
      TRY(PutHold(answer.hold, &*before, after, &row, &row, tables, txn));
      return BookOnward(entry, onward, std::move(told), std::move(known), row, tables, txn);
    };
    TRY(WithCase(before->of, tables, txn, book));
  }
  return Accepted(entry, "onward", onward_count);
}

// Many: each is done or not, whatever becomes of the others. {"rows":["","wrong_state",…]}; refused where none was done.
base::Result<Outcome> DecideHoldAnswers(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto answers = event::DecodeHoldAnswers(*entry.body);
  if (answers.has_error()) return Refused(entry, kBadBody);
  std::string codes = "{\"rows\":[", first;
  bool any = false;
  uint32_t rows = 0;
  for (const event::HoldAnswer& answer : *answers) {
    ASSIGN_OR_RETURN(const Outcome one, AnswerOne(entry, answer, rows, tables, txn));
    codes.append(codes.back() == '[' ? "\"" : ",\"").append(one.code).append("\"");
    any |= one.accepted;
    if (first.empty()) first = one.code;
  }
  codes.append("]}");
  if (!any) return Refused(entry, first, std::move(codes));
  return Outcome{entry.header.seq, true, {}, std::move(codes)};
}

}  // namespace

base::Result<Outcome> DecideHoldOpen(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto open = event::DecodeHoldOpen(*entry.body);
  if (open.has_error()) return Refused(entry, kBadBody);
  std::vector<event::CaseRef> cases;
  for (const event::HoldRequest& request : open->holds) {
    if (!IsGood(request, TimeOf(entry))) return Refused(entry, kBadCase);
    const auto of = CaseOf(request, tables, txn);
    if (of.has_error() && of.error().code == ErrorCode::kNotFound) return Refused(entry, ErrorCode::kNotFound);
    if (of.has_error()) return of.error();
    if (of->seq != 0) {
      ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, *of));
      if (row && row->requested_satang > kCaseSatangMax - request.requested_satang) return Refused(entry, kBadCase);
    }
    cases.push_back(*of);
  }
  for (size_t i = 0; i < open->holds.size(); ++i) {
    const event::HoldRef ref{entry.header.seq, 0, static_cast<uint32_t>(i)};
    HoldRow hold = RowOf(open->holds[i], open->clocks, entry);
    hold.of = cases[i];
    if (hold.of.seq == 0) {
      TRY(PutHold(ref, nullptr, hold, nullptr, nullptr, tables, txn));
      continue;
    }
    const auto book = [&](CaseRow& row) -> base::Result<void> {
      TRY(PutHold(ref, nullptr, hold, nullptr, &row, tables, txn));
      ASSIGN_OR_RETURN(const auto transfers, ReadTransfers(tables, txn, hold.of));
      return SettleCaseHolds(entry.header, hold.of, {}, transfers, nullptr, row, tables, txn);
    };
    TRY(WithCase(hold.of, tables, txn, book));
  }
  return Accepted(entry, "holds", open->holds.size());
}

base::Result<Outcome> DecideHoldAnswer(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  if (entry.header.version == event::kHoldAnswersVersion) return DecideHoldAnswers(entry, tables, txn);
  const auto answer = event::DecodeHoldAnswer(*entry.body);
  if (answer.has_error()) return Refused(entry, kBadBody);
  uint32_t rows = 0;
  return AnswerOne(entry, *answer, rows, tables, txn);
}

base::Result<Outcome> DecideHoldMove(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto move = event::DecodeHoldMove(*entry.body);
  if (move.has_error()) return Refused(entry, kBadBody);
  ASSIGN_OR_RETURN(const auto before, ReadHold(tables, txn, move->hold));
  if (!before) return Refused(entry, ErrorCode::kNotFound);
  auto after = MovedRow(*before, *move, TimeOf(entry));
  if (!after) return WrongState(entry, *before);
  if (!IsGood(*move, *before, TimeOf(entry))) return Refused(entry, kBadCase);
  TRY(Change(move->hold, *before, *after, tables, txn));
  return Accepted(entry, "holds", 1);
}

}  // namespace cybercheck::cases
