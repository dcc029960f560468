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

// Stands where others have the number of a complaint, of which no entry has so many.
constexpr uint16_t kAskedAnew = UINT16_MAX;

bool IsUnanswered(const HoldRow& hold) noexcept { return hold.state == HoldState::kRequested && hold.answered_s == 0; }

// Not answered, nor by the end of its case: it follows what is told.
bool IsPending(const HoldRow& hold) noexcept { return IsUnanswered(hold) || hold.ended_with_case; }

// Which hold answers for which transfer. A transfer's own hold is the one of its name: while its bank has not answered it follows
// the transfer wherever that comes to go at this bank, then it stays where it is, and so does one that no transfer has the name
// of. Such a hold answers for a transfer of the same amount to the same place that has none of its own, and while it waits for
// any at its bank.
class Pairs {
 public:
  Pairs(const std::vector<RefAndHold>& holds, std::span<const TransferRow> transfers) {
    std::map<event::HoldRef, const TransferRow*> named;
    for (const TransferRow& transfer : transfers) named.emplace(transfer.ref, &transfer);
    for (const auto& [ref, hold] : holds) {
      if (!hold.opened) continue;
      int64_t& until_s = opened_[hold.at];
      until_s = std::max({until_s, hold.requested_s, hold.held_s});
    }
    std::vector<const RefAndHold*> loose;
    std::set<event::HoldRef> served;
    for (const RefAndHold& one : holds) {
      const auto& [ref, hold] = one;
      if (hold.opened) continue;
      const auto own = named.find(ref);
      if (own == named.end() || !Fits(hold, own->second->transfer.to)) {
        loose.push_back(&one);
        continue;
      }
      own_.emplace(ref, own->second);
      served.insert(ref);
    }
    std::multimap<std::pair<MoneyNode, int64_t>, const TransferRow*> unserved;
    for (const TransferRow& transfer : transfers)
      if (!served.contains(transfer.ref) && AsksFor(transfer))
        unserved.emplace(std::pair(transfer.transfer.to, transfer.transfer.satang), &transfer);
    // What was answered goes before what waits.
    std::stable_partition(loose.begin(), loose.end(), [](const RefAndHold* one) { return !IsPending(one->second); });
    for (const RefAndHold* one : loose) {
      const auto found = unserved.find({one->second.at, one->second.requested_satang});
      if (found == unserved.end()) continue;
      own_.emplace(one->first, found->second);
      unserved.erase(found);
    }
    // What is left of what waits follows what is left to ask of its bank.
    for (const RefAndHold* one : loose) {
      if (!IsPending(one->second) || own_.contains(one->first)) continue;
      const auto found =
          std::ranges::find(unserved, one->second.at.bank(), [](const auto& money) { return money.first.first.bank(); });
      if (found == unserved.end()) continue;
      own_.emplace(one->first, found->second);
      unserved.erase(found);
    }
    for (const auto& [money, transfer] : unserved) unserved_.push_back(transfer);
    std::ranges::sort(unserved_, {}, &TransferRow::ref);
  }

  // Of the hold; null: none.
  const TransferRow* TransferOf(const event::HoldRef& hold) const {
    const auto found = own_.find(hold);
    return found == own_.end() ? nullptr : found->second;
  }
  // That ask for a hold and have none.
  const std::vector<const TransferRow*>& unserved() const { return unserved_; }

  bool AsksFor(const TransferRow& row) const {
    if (!CanBeHeld(row.transfer.to) || row.released) return false;
    const auto opened = opened_.find(row.transfer.to);
    return opened == opened_.end() || row.transfer.at_s > opened->second;
  }

 private:
  // Another bank is asked under another name: it would not hear of one that it has been told of before.
  static bool Fits(const HoldRow& hold, const MoneyNode& to) {
    return IsPending(hold) ? hold.at.bank() == to.bank() : hold.at == to;
  }

  std::map<MoneyNode, int64_t> opened_;
  std::map<event::HoldRef, const TransferRow*> own_;
  std::vector<const TransferRow*> unserved_;
};

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

// What the hold of a transfer is called: by the transfer's own name, or, where one that asked elsewhere has had it, by a row of
// the entry that asks anew: who follows new holds is told of it.
base::Result<event::HoldRef> FreeRef(const event::Header& header, const event::HoldRef& own, bool had, const Tables& tables,
                                     const store::WriteTxn& txn) {
  event::HoldRef anew{header.seq, kAskedAnew, 0};
  for (event::HoldRef ref = had ? anew : own;; ref = anew) {
    ASSIGN_OR_RETURN(const auto taken, tables.holds.Get(txn, MoneyRefKey(ref)));
    if (!taken) return ref;
    if (ref == anew) ++anew.row;
  }
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
  const std::map<MoneyNode, uint8_t> levels = LevelsOf(transfers);
  const Pairs pairs(holds, transfers);
  const bool goes_on = IsOpen(row.state);
  const int64_t now_s = header.time_ms / 1000;
  for (const auto& [ref, before] : holds) {
    HoldRow after = before;
    const TransferRow* const told = pairs.TransferOf(ref);
    const bool asks = told != nullptr && pairs.AsksFor(*told);
    if (IsUnanswered(before) && !before.opened && !asks) {
      TRY(RemoveHold(ref, before, &row, tables, txn));
      continue;
    }
    if (before.ended_with_case && goes_on && asks) {
      after.state = HoldState::kRequested;
      after.ended_with_case = false;
      after.ended_s = 0;
      after.requested_s = now_s;
    }
    if (IsUnanswered(after) && asks) {
      after.at = told->transfer.to;
      after.requested_satang = told->transfer.satang;
    }
    const auto level = levels.find(after.at);
    const uint8_t found = told != nullptr ? told->level : level == levels.end() ? kLevelUnknown : level->second;
    if (found != kLevelUnknown) after.level = found;
    if (!before.opened && before.upstream == event::HoldRef{} && !bank_case_id.empty()) after.bank_case_id = bank_case_id;
    if (row.police_told_s() != 0) after.complaint_s = row.police_told_s();
    TRY(CountMinutesToHold(after, tables, txn));
    TRY(PutHold(ref, &before, after, &row, &row, tables, txn));
  }
  if (!goes_on) return {};
  for (const TransferRow* const transfer : pairs.unserved()) {
    const bool had = std::ranges::binary_search(holds, transfer->ref, {}, &RefAndHold::first);
    ASSIGN_OR_RETURN(const event::HoldRef ref, FreeRef(header, transfer->ref, had, tables, txn));
    HoldRow hold = HoldFor(*transfer, transfer->by_bank && transfer->ref.seq == header.seq ? onward : nullptr, now_s);
    hold.of = of;
    if (row.police_told_s() != 0) hold.complaint_s = row.police_told_s();
    if (hold.bank_case_id.empty()) hold.bank_case_id = bank_case_id;
    TRY(PutHold(ref, nullptr, hold, nullptr, &row, tables, txn));
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
