// SPDX-License-Identifier: Apache-2.0
#include "cases/accounts.h"

#include <algorithm>

#include "base/hex.h"
#include "cases/account_decisions.h"
#include "cases/case_store.h"
#include "cases/hold_facts.h"
#include "cases/hold_store.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;

void Add(const HoldRow& hold, HoldSums& sums) noexcept {
  sums.requested_satang += hold.requested_satang;
  sums.held_satang += hold.held_satang;
  sums.frozen_satang += hold.frozen_satang;
  sums.returned_satang += hold.returned_satang;
}

bool Matches(const AccountRow& row, const AccountQuery& query) {
  return (query.bank.empty() || row.node.bank() == query.bank) && (!query.level || row.all.level == *query.level) &&
         row.cases >= query.cases_min && row.all.received_satang >= query.satang_min && row.all.last_s >= query.since_s;
}

indicator::KeyBytes KeyAt(std::string_view bytes) {
  indicator::KeyBytes key{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
  return key;
}

}  // namespace

std::optional<indicator::KeyBytes> ParseAccountId(std::string_view text) {
  indicator::KeyBytes key;
  if (base::HexDecode(text, key)) return key;
  const auto node = event::ParseMoneyNode(text);
  if (!node || node->name.empty()) return std::nullopt;
  return NodeKey(*node);
}

base::Result<AccountReader> AccountReader::Open(const Tables& tables, const store::ReadTxn& txn, int64_t now_s) {
  ASSIGN_OR_RETURN(store::Cursor accounts, store::Cursor::Open(txn, tables.accounts));
  ASSIGN_OR_RETURN(store::Cursor shares, store::Cursor::Open(txn, tables.account_cases));
  ASSIGN_OR_RETURN(store::Cursor holds, store::Cursor::Open(txn, tables.account_holds));
  return AccountReader(tables, txn, now_s, std::move(accounts), std::move(shares), std::move(holds));
}

base::Result<const CaseRow*> AccountReader::RowOf(CaseRef of) {
  auto known = cases_.find(of);
  if (known == cases_.end()) {
    ASSIGN_OR_RETURN(auto row, ReadCase(tables_, txn_, of));
    if (!row) return base::Fail(base::ErrorCode::kDamaged, "an account names a case that is not there");
    known = cases_.emplace(of, std::move(*row)).first;
    ++looked_;
  }
  return &known->second;
}

// `sums`: they are asked for too, not the colour alone.
base::Result<void> AccountReader::AddHolds(Account& account, bool sums, ColourFacts& facts) {
  grounds_ = {};
  const std::string_view prefix = KeyOf(account.key);
  ASSIGN_OR_RETURN(auto found, holds_.SeekAtLeast(prefix));
  for (size_t count = 0; found && found->key.starts_with(prefix); ++count, ++looked_) {
    if (count == kHoldsMax) {
      account.partial = true;
      break;
    }
    ASSIGN_OR_RETURN(const HoldFacts hold, DecodeHoldFacts(found->value));
    grounds_.Add(hold, facts);
    if (sums) {
      ASSIGN_OR_RETURN(const event::HoldRef ref, HoldAtEnd(found->key));
      ASSIGN_OR_RETURN(const auto row, ReadHold(tables_, txn_, ref));
      if (!row) return base::Fail(base::ErrorCode::kDamaged, "a listed hold is missing");
      account.row.node = row->at;
      Add(*row, account.holds);
      const auto one = std::ranges::lower_bound(account.cases, hold.of, {}, &Account::Case::of);
      if (one != account.cases.end() && one->of == hold.of) Add(*row, one->holds);
    }
    ASSIGN_OR_RETURN(found, holds_.Next());
  }
  return {};
}

base::Result<void> AccountReader::AddCases(Account& account, ColourFacts& facts) {
  for (Account::Case& one : account.cases) {
    ASSIGN_OR_RETURN(const CaseRow* row, RowOf(one.of));
    one.state = row->state;
    one.told_s = row->reported_s;
    int64_t released_s = 0;
    if (one.share.released == one.share.transfers) {
      ASSIGN_OR_RETURN(released_s, ReleasedAt(tables_, txn_, one.of, account.key, looked_));
    }
    AddCaseGrounds(*row, released_s, grounds_.LapsedAt(one.of), facts);
  }
  return {};
}

// `row` and `key` are there, or `row` has no cases.
base::Result<void> AccountReader::Fill(Account& account, bool sums) {
  const std::string_view prefix = KeyOf(account.key);
  if (account.row.cases != 0) {
    ASSIGN_OR_RETURN(auto found, shares_.SeekAtLeast(prefix));
    for (; found && found->key.starts_with(prefix); ++looked_) {
      if (account.cases.size() == kCasesMax) {
        account.partial = true;
        break;
      }
      Account::Case one;
      ASSIGN_OR_RETURN(one.of, DecodeCaseKey(found->key.substr(prefix.size())));
      ASSIGN_OR_RETURN(one.share, DecodeAccountShare(found->value));
      account.cases.push_back(one);
      ASSIGN_OR_RETURN(found, shares_.Next());
    }
  }
  ColourFacts facts;
  ASSIGN_OR_RETURN(const std::vector<AccountDecision> decisions, ReadAccountDecisions(tables_, txn_, account.key));
  AddDecisionGrounds(decisions, facts);
  if (!decisions.empty()) account.row.node = decisions.front().node;
  looked_ += decisions.size();
  TRY(AddHolds(account, sums, facts));
  TRY(AddCases(account, facts));
  account.colours = ColoursOverTime(facts);
  std::erase_if(account.colours, [this](const DatedColour& colour) { return colour.since_s > now_s_; });
  if (!account.colours.empty() && account.colours.back().colour) account.colour = account.colours.back();
  return {};
}

base::Result<std::optional<Account>> AccountReader::Read(const indicator::KeyBytes& key) {
  Account account;
  account.key = key;
  ASSIGN_OR_RETURN(const auto bytes, tables_.accounts.Get(txn_, KeyOf(key)));
  if (bytes) {
    ASSIGN_OR_RETURN(account.row, DecodeAccountRow(*bytes));
  }
  TRY(Fill(account, true));
  if (account.row.cases == 0 && account.row.node == event::MoneyNode{}) return std::optional<Account>();
  return std::optional<Account>(std::move(account));
}

base::Result<std::optional<AccountColour>> AccountReader::ColourOf(const indicator::KeyBytes& key) {
  Account account;
  account.key = key;
  account.row.cases = 1;  // whatever it says: its cases are looked for
  TRY(Fill(account, false));
  return account.colour ? account.colour->colour : std::nullopt;
}

base::Result<AccountPage> AccountReader::ReadPage(const AccountQuery& query) {
  AccountPage page;
  looked_ = 0;
  const std::string begin(query.after ? KeyOf(*query.after) : std::string_view());
  base::Result<std::optional<store::Cursor::Row>> found = begin.empty() ? accounts_.First() : accounts_.SeekAtLeast(begin);
  if (found.has_value() && *found && (*found)->key == begin) found = accounts_.Next();
  indicator::KeyBytes last{};
  for (;; found = accounts_.Next()) {
    if (found.has_error()) return found.error();
    if (!*found) return page;
    if (page.accounts.size() == query.limit || looked_ >= kLookedMax) {
      page.partial = page.accounts.size() < query.limit;
      page.next = last;
      return page;
    }
    ++looked_;
    Account account;
    account.key = last = KeyAt((*found)->key);
    ASSIGN_OR_RETURN(account.row, DecodeAccountRow((*found)->value));
    if (!Matches(account.row, query)) continue;
    TRY(Fill(account, true));
    if (query.colour && (!account.colour || account.colour->colour != *query.colour)) continue;
    page.accounts.push_back(std::move(account));
  }
}

}  // namespace cybercheck::cases
