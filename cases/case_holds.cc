// SPDX-License-Identifier: Apache-2.0
#include "cases/case_holds.h"

#include <algorithm>
#include <map>
#include <set>

#include "cases/account_book.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/figure_rows.h"
#include "cases/hold_book.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {
namespace {

using event::HoldState;
using event::MoneyNode;

bool IsUnanswered(const HoldRow& hold) noexcept { return hold.state == HoldState::kRequested && hold.answered_s == 0; }

// Which transfers other holds than their own answer for.
class Answered {
 public:
  Answered(const std::vector<RefAndHold>& holds, const std::map<event::HoldRef, const TransferRow*>& transfers) {
    for (const auto& [ref, hold] : holds) {
      if (hold.opened) {
        int64_t& until_s = opened_[hold.at];
        until_s = std::max({until_s, hold.requested_s, hold.held_s});
      } else if (!transfers.contains(ref) && !IsUnanswered(hold)) {
        orphans_.emplace(hold.at, hold.requested_satang);
      }
    }
  }

  bool ByOpened(const event::Transfer& transfer) const {
    const auto found = opened_.find(transfer.to);
    return found != opened_.end() && transfer.at_s <= found->second;
  }
  // Each orphan answers for one transfer.
  bool ByOrphan(const event::Transfer& transfer) {
    const auto found = orphans_.find({transfer.to, transfer.satang});
    if (found == orphans_.end()) return false;
    orphans_.erase(found);
    return true;
  }

 private:
  std::map<MoneyNode, int64_t> opened_;
  std::multiset<std::pair<MoneyNode, int64_t>> orphans_;
};

bool AsksFor(const TransferRow& row, const Answered& answered) {
  return CanBeHeld(row.transfer.to) && !row.released && !answered.ByOpened(row.transfer);
}

// The least level at which money came to each place.
std::map<MoneyNode, uint8_t> LevelsOf(std::span<const TransferRow> transfers) {
  std::map<MoneyNode, uint8_t> levels;
  for (const TransferRow& row : transfers) {
    if (row.released) continue;
    const auto [place, first] = levels.emplace(row.transfer.to, row.level);
    if (!first) place->second = std::min(place->second, row.level);
  }
  return levels;
}

struct Joined {
  std::vector<event::HoldRef> holds;
  std::vector<TransferRow> transfers;
};

// What waits under a bank's case id.
base::Result<Joined> ReadWaiting(std::string_view bank_case_id, const Tables& tables, const store::WriteTxn& txn) {
  Joined joined;
  const std::string prefix = BankHoldPrefix(bank_case_id);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.bank_holds));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    ASSIGN_OR_RETURN(const event::HoldRef ref, HoldAtEnd(row->key));
    joined.holds.push_back(ref);
    if (!row->value.empty()) {
      ASSIGN_OR_RETURN(TransferRow transfer, DecodeTransferRow(TransferKey({}, ref), row->value));
      joined.transfers.push_back(std::move(transfer));
    }
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return joined;
}

// The holds that a bank opened before the case came, and where it told the money went, become the case's.
base::Result<std::vector<TransferRow>> JoinWaiting(event::CaseRef of, std::string_view bank_case_id, CaseRow& row,
                                                   const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(Joined joined, ReadWaiting(bank_case_id, tables, txn));
  for (const event::HoldRef& ref : joined.holds) {
    ASSIGN_OR_RETURN(const auto before, ReadHold(tables, txn, ref));
    if (before) {
      HoldRow after = *before;
      after.of = of;
      TRY(PutHold(ref, &*before, after, nullptr, &row, tables, txn));
    } else {
      TRY(tables.bank_holds.Delete(txn, BankHoldKey(bank_case_id, ref)));  // to a place where nothing can be held
    }
  }
  return std::move(joined.transfers);
}

}  // namespace

HoldRow HoldFor(const TransferRow& transfer, const Onward* onward, int64_t now_s) {
  HoldRow hold;
  hold.level = transfer.level;
  hold.at = transfer.transfer.to;
  hold.requested_satang = transfer.transfer.satang;
  hold.requested_s = now_s;
  if (onward == nullptr) return hold;
  hold.upstream = onward->upstream;
  // A warrant names an account; the next bank has none.
  hold.ground = onward->hold.ground == event::HoldGround::kWarrant ? event::HoldGround::kVictim : onward->hold.ground;
  hold.bank_case_id = onward->hold.bank_case_id;
  hold.clocks = onward->hold.clocks;
  hold.complaint_s = onward->hold.complaint_s;
  if (hold.level == kLevelUnknown && onward->hold.level < kLevelUnknown - 1)
    hold.level = static_cast<uint8_t>(onward->hold.level + 1);
  return hold;
}

base::Result<void> CountMinutesToHold(HoldRow& row, const Tables& tables, store::WriteTxn& txn) {
  if (row.counted || row.complaint_s == 0 || row.held_s == 0) return {};
  row.counted = true;
  FigureChanges figures;
  figures.Add({Figure::kMinutesToHold, BankPeriod(MonthOf(row.held_s), BankOf(row)), MinutesBetween(row.complaint_s, row.held_s)},
              row.held_s < row.complaint_s ? 1 : 0);
  if (row.held_s >= row.complaint_s) {
    std::string group(BankOf(row));
    base::AppendBe<2>(MinutesBetween(row.complaint_s, row.held_s), group);
    tables.tallied->Add(Tally::kMinutesToHold, DayOf(row.held_s), std::move(group), {1});
  }
  return figures.Write(tables, txn);
}

base::Result<void> CountMinutesToAnswer(const HoldRow& before, const HoldRow& after, const Tables& tables, store::WriteTxn& txn) {
  if (before.answered_s != 0) return {};
  FigureChanges figures;
  const FigureKey key{Figure::kMinutesToAnswer, BankPeriod(MonthOf(after.answered_s), BankOf(after)),
                      MinutesBetween(after.requested_s, after.answered_s)};
  figures.Add(key, 0);
  if (after.held_satang != 0) figures.Add(key, 1);
  return figures.Write(tables, txn);
}

base::Result<void> SettleCaseHolds(const event::Header& header, event::CaseRef of, std::string_view bank_case_id,
                                   std::span<const TransferRow> transfers, const Onward* onward, CaseRow& row,
                                   const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const std::vector<RefAndHold> holds, ReadCaseHolds(tables, txn, of));
  std::map<event::HoldRef, const TransferRow*> by_ref;
  for (const TransferRow& transfer : transfers) by_ref.emplace(transfer.ref, &transfer);
  const std::map<MoneyNode, uint8_t> levels = LevelsOf(transfers);
  Answered answered(holds, by_ref);
  const bool goes_on = IsOpen(row.state);
  const int64_t now_s = header.time_ms / 1000;
  std::set<event::HoldRef> have;
  for (const auto& [ref, before] : holds) {
    have.insert(ref);
    HoldRow after = before;
    const auto told = by_ref.find(ref);
    const bool is_told = !before.opened && told != by_ref.end();
    const bool asks = is_told && AsksFor(*told->second, answered);
    if (IsUnanswered(before) && !before.opened) {
      if (!asks) {
        TRY(RemoveHold(ref, before, &row, tables, txn));
        continue;
      }
      after.at = told->second->transfer.to;
      after.requested_satang = told->second->transfer.satang;
    }
    if (before.ended_with_case && goes_on && asks) {
      after.state = HoldState::kRequested;
      after.ended_with_case = false;
      after.ended_s = 0;
      after.requested_s = now_s;
    }
    const auto level = levels.find(after.at);
    const uint8_t found = is_told ? told->second->level : level == levels.end() ? kLevelUnknown : level->second;
    if (found != kLevelUnknown) after.level = found;
    if (!before.opened && before.upstream == event::HoldRef{} && !bank_case_id.empty()) after.bank_case_id = bank_case_id;
    if (row.police_told_s() != 0) after.complaint_s = row.police_told_s();
    TRY(CountMinutesToHold(after, tables, txn));
    TRY(PutHold(ref, &before, after, &row, &row, tables, txn));
  }
  if (!goes_on) return {};
  for (const TransferRow& transfer : transfers) {
    if (have.contains(transfer.ref) || !AsksFor(transfer, answered) || answered.ByOrphan(transfer.transfer)) continue;
    ASSIGN_OR_RETURN(const auto elsewhere, tables.holds.Get(txn, MoneyRefKey(transfer.ref)));
    if (elsewhere) continue;  // still of the case that is being merged into this one
    HoldRow hold = HoldFor(transfer, transfer.by_bank && transfer.ref.seq == header.seq ? onward : nullptr, now_s);
    hold.of = of;
    if (row.police_told_s() != 0) hold.complaint_s = row.police_told_s();
    if (hold.bank_case_id.empty()) hold.bank_case_id = bank_case_id;
    TRY(PutHold(transfer.ref, nullptr, hold, nullptr, &row, tables, txn));
  }
  return {};
}

base::Result<void> BookCaseHolds(const event::Header& header, event::CaseRef of, std::string_view bank_case_id,
                                 std::span<const TransferRow>, std::span<const TransferRow> after, CaseRow& row,
                                 const Tables& tables, store::WriteTxn& txn) {
  std::vector<TransferRow> told;
  if (!bank_case_id.empty()) {
    ASSIGN_OR_RETURN(told, JoinWaiting(of, bank_case_id, row, tables, txn));
  }
  if (told.empty()) return SettleCaseHolds(header, of, bank_case_id, after, nullptr, row, tables, txn);
  std::vector<TransferRow> all(after.begin(), after.end());
  all.insert(all.end(), told.begin(), told.end());
  std::ranges::sort(all, {}, &TransferRow::ref);
  SetLevels(all);
  TRY(WriteTransfers(of, after, all, tables, txn));
  TRY(BookAccounts(of, after, all, tables, txn));
  row.transfers = static_cast<uint32_t>(all.size());
  return SettleCaseHolds(header, of, bank_case_id, all, nullptr, row, tables, txn);
}

base::Result<void> MoveCaseHolds(const event::Header& header, event::CaseRef of, event::CaseRef into, CaseRow& row,
                                 CaseRow* into_row, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const std::vector<RefAndHold> holds, ReadCaseHolds(tables, txn, of));
  const bool moves = into.seq != 0 && into_row != nullptr;
  for (const auto& [ref, before] : holds) {
    HoldRow after = before;
    if (moves) {
      after.of = into;
      if (into_row->police_told_s() != 0) after.complaint_s = into_row->police_told_s();
      TRY(CountMinutesToHold(after, tables, txn));
    } else if (before.state == HoldState::kRequested) {
      after.state = HoldState::kReleased;
      after.ended_with_case = true;
      after.ended_s = header.time_ms / 1000;
    }
    TRY(PutHold(ref, &before, after, &row, moves ? into_row : &row, tables, txn));
  }
  return {};
}

}  // namespace cybercheck::cases
