// SPDX-License-Identifier: Apache-2.0
#include "cases/parted_holds.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "cases/account_book.h"
#include "cases/case_store.h"
#include "cases/hold_store.h"
#include "event/hold.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;
using event::HoldRef;
using event::MoneyNode;

using Money = std::multiset<std::pair<MoneyNode, int64_t>>;

Money MoneyOf(const event::Complaint& complaint) {
  Money money;
  for (const event::Transfer& transfer : complaint.transfers) money.emplace(transfer.to, transfer.satang);
  return money;
}

class Parting {
 public:
  Parting(CaseRef of, const event::Complaint& complaint, CaseRef from, const event::Complaint& rest, const Tables& tables,
          const store::WriteTxn& txn)
      : of_(of), from_(from), own_(MoneyOf(complaint)), rest_(MoneyOf(rest)), tables_(tables), txn_(txn) {
    const auto bank_case = static_cast<size_t>(event::ExternalId::kBankCaseId);
    bank_case_id_ = complaint.external_ids[bank_case];
    if (bank_case_id_ == rest.external_ids[bank_case]) bank_case_id_.clear();
  }

  // Those of `holds` that go.
  base::Result<std::set<HoldRef>> Going(const std::vector<RefAndHold>& holds) {
    std::map<HoldRef, const HoldRow*> all;
    for (const auto& [ref, hold] : holds) all.emplace(ref, &hold);
    std::map<HoldRef, bool> roots;
    for (const auto& [ref, hold] : holds) {
      if (!(hold.upstream == HoldRef{}) && all.contains(hold.upstream)) continue;
      ASSIGN_OR_RETURN(const bool goes, Goes(ref, hold));
      roots.emplace(ref, goes);
    }
    std::set<HoldRef> going;
    for (const auto& [ref, hold] : holds) {
      HoldRef root = ref;
      for (size_t steps = 0; !roots.contains(root) && steps < holds.size(); ++steps) root = all.at(root)->upstream;
      const auto found = roots.find(root);
      if (found != roots.end() && found->second) going.insert(ref);
    }
    return going;
  }

 private:
  base::Result<bool> Goes(const HoldRef& ref, const HoldRow& hold) {
    if (hold.opened) return WasOpenedFor(ref, hold);
    const CaseRef named{ref.seq, ref.number};
    if (!(named == from_)) {
      ASSIGN_OR_RETURN(const bool own, CountedWith(named));
      if (own) return true;
    }
    const std::pair money(hold.at, hold.requested_satang);
    if (const auto told = rest_.find(money); told != rest_.end()) {
      rest_.erase(told);
      return false;
    }
    const auto told = own_.find(money);
    if (told == own_.end()) return false;
    own_.erase(told);
    return true;
  }

  base::Result<bool> WasOpenedFor(const HoldRef& ref, const HoldRow& hold) const {
    if (!bank_case_id_.empty() && hold.bank_case_id == bank_case_id_) return true;
    ASSIGN_OR_RETURN(const auto entry, tables_.log->Read(txn_, ref.seq));
    if (!entry || !entry->body || entry->header.type != event::EntryType::kHoldOpen) return false;
    ASSIGN_OR_RETURN(const event::HoldOpen open, event::DecodeHoldOpen(*entry->body));
    if (ref.row >= open.holds.size() || open.holds[ref.row].of.seq == 0) return false;
    return CountedWith(open.holds[ref.row].of);
  }

  // Whether `ref` is the case, or is merged into it.
  base::Result<bool> CountedWith(CaseRef ref) const {
    for (int i = 0; i <= kMergesMax; ++i) {
      if (ref == of_) return true;
      ASSIGN_OR_RETURN(const auto row, ReadCase(tables_, txn_, ref));
      if (!row || row->into.seq == 0) return false;
      ref = row->into;
    }
    return false;
  }

  CaseRef of_, from_;
  Money own_, rest_;
  std::string bank_case_id_;
  const Tables& tables_;
  const store::WriteTxn& txn_;
};

}  // namespace

base::Result<void> TakeHoldsBack(CaseRef of, const event::Complaint& complaint, CaseRef from, const event::Complaint& rest,
                                 CaseRow& row, CaseRow& from_row, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const std::vector<RefAndHold> holds, ReadCaseHolds(tables, txn, from));
  ASSIGN_OR_RETURN(const std::set<HoldRef> going, Parting(of, complaint, from, rest, tables, txn).Going(holds));
  std::set<MoneyNode> gone, left;
  for (const auto& [ref, hold] : holds) {
    if (!going.contains(ref)) {
      left.insert(hold.at);
      continue;
    }
    gone.insert(hold.at);
    HoldRow after = hold;
    after.of = of;
    TRY(PutHold(ref, &hold, after, &from_row, &row, tables, txn));
  }
  // What is told of money on its way to where nobody holds any goes with the account it left.
  ASSIGN_OR_RETURN(const std::vector<TransferRow> before, ReadTransfers(tables, txn, from));
  std::vector<TransferRow> back, stays;
  for (const TransferRow& transfer : before) {
    const bool held = std::ranges::binary_search(holds, transfer.ref, {}, &RefAndHold::first);
    const MoneyNode& at = transfer.transfer.from;
    const bool goes = transfer.by_bank && (held ? going.contains(transfer.ref) : gone.contains(at) && !left.contains(at));
    (goes ? back : stays).push_back(transfer);
  }
  TRY(WriteTransfers(from, before, stays, tables, txn));
  TRY(BookAccounts(from, before, stays, tables, txn));
  TRY(WriteTransfers(of, {}, back, tables, txn));
  return BookAccounts(of, {}, back, tables, txn);
}

}  // namespace cybercheck::cases
