// SPDX-License-Identifier: Apache-2.0
#include "cases/account_colours.h"

#include <string>
#include <tuple>

#include "cases/account_book.h"
#include "cases/account_decisions.h"
#include "cases/case_store.h"
#include "cases/colour_grounds.h"

namespace cybercheck::cases {
namespace {

constexpr AccountColour kStrongestOfCases = AccountColour::kDarkGrey;

using Colour = std::optional<AccountColour>;
Colour Stronger(Colour a, Colour b) { return !a || (b && *b < *a) ? b : a; }
// Whether no case can make it stronger.
bool IsStrongest(Colour colour) { return colour && *colour <= kStrongestOfCases; }

// All that a colour follows from, of one hold; whether a case ends with it is only asked of what banks opened.
auto PartsOf(const HoldRow& row) {
  return std::tuple(NodeKey(row.at), row.state, row.ground, row.ended_with_case, row.requested_s, row.held_s, row.ended_s,
                    row.of);
}
bool MaySpeak(const HoldRow* row, const CaseRow* of) {
  if (row == nullptr) return false;
  return row->ground == event::HoldGround::kBankDetected || row->state == event::HoldState::kReleased ||
         (of != nullptr && of->channel == event::CaseChannel::kBank);
}

base::Result<CaseRow> RowOf(event::CaseRef of, const Tables& tables, const store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, of));
  if (!row) return base::Fail(base::ErrorCode::kDamaged, "an account names a case that is not there");
  return std::move(*row);
}

base::Result<void> ReadAll(const indicator::KeyBytes& key, const Tables& tables, const store::WriteTxn& txn, AccountRow& row) {
  const std::string_view prefix = KeyOf(key);
  ColourFacts of_officers, of_holds;
  ASSIGN_OR_RETURN(const std::vector<AccountDecision> decisions, ReadAccountDecisions(tables, txn, key));
  AddDecisionGrounds(decisions, of_officers);
  HoldGrounds grounds;
  {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.account_holds));
    ASSIGN_OR_RETURN(auto found, cursor.SeekAtLeast(prefix));
    while (found && found->key.starts_with(prefix)) {
      ASSIGN_OR_RETURN(const HoldFacts hold, DecodeHoldFacts(found->value));
      grounds.Add(hold, of_holds);
      ASSIGN_OR_RETURN(found, cursor.Next());
    }
  }
  row.colour = Stronger(LastColour(of_officers), LastColour(of_holds));
  row.hold_released = !of_holds.releases_s.empty();
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.account_cases));
  ASSIGN_OR_RETURN(auto found, cursor.SeekAtLeast(prefix));
  while (found && found->key.starts_with(prefix) && !IsStrongest(row.colour)) {
    ASSIGN_OR_RETURN(const event::CaseRef of, DecodeCaseKey(found->key.substr(prefix.size())));
    ASSIGN_OR_RETURN(const AccountShare share, DecodeAccountShare(found->value));
    ASSIGN_OR_RETURN(const CaseRow of_row, RowOf(of, tables, txn));
    int64_t released_s = 0;
    if (share.released == share.transfers) {
      size_t looked = 0;
      ASSIGN_OR_RETURN(released_s, ReleasedAt(tables, txn, of, key, looked));
    }
    of_holds.grounds.clear();
    AddCaseGrounds(of_row, released_s, grounds.LapsedAt(of), of_holds);
    row.colour = Stronger(row.colour, LastColour(of_holds));
    ASSIGN_OR_RETURN(found, cursor.Next());
  }
  return {};
}

}  // namespace

void AccountColours::Gains(const indicator::KeyBytes& account, event::CaseRef of, const AccountRow* row) {
  // A release there may have ended what the case gives, and holds may wait for the first case that comes.
  if (row == nullptr || row->hold_released) return LookAtAll(account);
  if (IsStrongest(row->colour)) return;
  const auto [it, is_new] = touched_.try_emplace(account, std::in_place);
  if (it->second) it->second->push_back(of);
}

void AccountColours::Changes(const indicator::KeyBytes& account, const AccountShare& before, const AccountShare* after) {
  if (after == nullptr || before.released != 0 || after->released != 0) LookAtAll(account);
}

void AccountColours::Changes(const HoldRow* before, const HoldRow* after, const CaseRow* from, const CaseRow* to) {
  if (!MaySpeak(before, from != nullptr ? from : to) && !MaySpeak(after, to)) return;
  if (before != nullptr && after != nullptr && PartsOf(*before) == PartsOf(*after)) return;
  for (const HoldRow* row : {before, after})
    if (row != nullptr) LookAtAll(NodeKey(row->at));
}

void AccountColours::Changes(event::CaseRef of, const CaseRow& before, const CaseRow& after) {
  if (!SameGrounds(before, after)) cases_.insert(of);
}

base::Result<void> AccountColours::Flush(const Tables& tables, store::WriteTxn& txn) {
  for (const event::CaseRef of : cases_) {
    ASSIGN_OR_RETURN(const std::vector<TransferRow> transfers, ReadTransfers(tables, txn, of));
    for (const TransferRow& row : transfers) LookAtAll(NodeKey(row.transfer.to));
  }
  std::string value;
  for (auto& [key, gained] : touched_) {
    AccountRow row;
    {
      ASSIGN_OR_RETURN(const auto bytes, tables.accounts.Get(txn, KeyOf(key)));
      if (!bytes) continue;  // no money of a case is there
      ASSIGN_OR_RETURN(row, DecodeAccountRow(*bytes));
    }
    const AccountRow before = row;
    for (size_t i = 0; gained && i < gained->size(); ++i) {
      ASSIGN_OR_RETURN(const CaseRow of, RowOf((*gained)[i], tables, txn));
      if (of.channel == event::CaseChannel::kBank) {
        gained.reset();  // its holds have a say
        break;
      }
      ColourFacts facts;
      AddCaseGrounds(of, 0, 0, facts);
      row.colour = Stronger(row.colour, LastColour(facts));
    }
    if (!gained) TRY(ReadAll(key, tables, txn, row));
    if (row == before) continue;
    TallyAccount(before, true, *tables.tallied);
    TallyAccount(row, false, *tables.tallied);
    EncodeAccountRow(row, value);
    TRY(tables.accounts.Put(txn, KeyOf(key), value));
  }
  Clear();
  return {};
}

void AccountColours::Clear() {
  touched_.clear();
  cases_.clear();
}

}  // namespace cybercheck::cases
