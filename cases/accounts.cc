// SPDX-License-Identifier: Apache-2.0
#include "cases/accounts.h"

#include <algorithm>

#include "base/hex.h"
#include "cases/case_history.h"
#include "cases/case_store.h"
#include "cases/hold_facts.h"
#include "cases/hold_store.h"
#include "event/case_work.h"
#include "event/hold.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;
using event::CaseState;
using event::HoldState;

void Add(const HoldRow& hold, HoldSums& sums) noexcept {
  sums.requested_satang += hold.requested_satang;
  sums.held_satang += hold.held_satang;
  sums.frozen_satang += hold.frozen_satang;
  sums.returned_satang += hold.returned_satang;
}

std::optional<int64_t> Until(int64_t at_s) {
  if (at_s == 0) return std::nullopt;
  return at_s;
}

// When it ceased to be told as a loss; 0: it is.
int64_t TakenBackAt(const CaseRow& row) noexcept {
  if (row.state == CaseState::kRejected) return row.since_s;
  if (row.state == CaseState::kClosed && row.outcome == event::CaseOutcome::kWithdrawn) return row.closed_s;
  return 0;
}

int64_t Earlier(int64_t a, int64_t b) noexcept { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); }

void AddGrounds(const HoldFacts& hold, ColourFacts& facts) {
  if (hold.state == HoldState::kReleased && !hold.ended_with_case) facts.releases_s.push_back(hold.ended_s);
  if (hold.ground != event::HoldGround::kBankDetected) return;
  if (hold.held_s != 0) facts.grounds.push_back({AccountColour::kDarkBrown, hold.held_s, Until(hold.ended_s)});
  facts.grounds.push_back({AccountColour::kLightBrown, hold.requested_s, Until(Earlier(hold.held_s, hold.ended_s))});
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

// When the last of the case's transfers to this place was released; 0: the log does not say.
base::Result<int64_t> AccountReader::ReleasedAt(CaseRef of, const indicator::KeyBytes& key) {
  int64_t at_s = 0;
  ASSIGN_OR_RETURN(const std::vector<HistoryRow> history, ReadHistory(tables_, txn_, of));
  for (const HistoryRow& row : history) {
    ++looked_;
    if (row.type != event::EntryType::kTransferRelease) continue;
    ASSIGN_OR_RETURN(const auto entry, tables_.log->Read(txn_, row.seq));
    if (!entry || !entry->body) continue;
    ASSIGN_OR_RETURN(const event::TransferRelease release, event::DecodeTransferRelease(*entry->body));
    const std::string at = TransferKey(of, release.transfer);
    ASSIGN_OR_RETURN(const auto bytes, tables_.transfers.Get(txn_, at));
    if (!bytes || !release.released) continue;
    ASSIGN_OR_RETURN(const TransferRow transfer, DecodeTransferRow(at, *bytes));
    if (NodeKey(transfer.transfer.to) == key) at_s = std::max(at_s, entry->header.time_ms / 1000);
  }
  return at_s;
}

// `sums`: they are asked for too, not the colour alone.
base::Result<void> AccountReader::AddHolds(Account& account, bool sums, ColourFacts& facts) {
  lapsed_.clear();
  runs_.clear();
  const std::string_view prefix = KeyOf(account.key);
  ASSIGN_OR_RETURN(auto found, holds_.SeekAtLeast(prefix));
  for (size_t count = 0; found && found->key.starts_with(prefix); ++count, ++looked_) {
    if (count == kHoldsMax) {
      account.partial = true;
      break;
    }
    ASSIGN_OR_RETURN(const HoldFacts hold, DecodeHoldFacts(found->value));
    AddGrounds(hold, facts);
    if (hold.ended_s == 0 && hold.of.seq != 0) runs_.insert(hold.of);
    if (hold.state == HoldState::kLapsed) lapsed_[hold.of] = std::max(lapsed_[hold.of], hold.ended_s);
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
    int64_t until_s = TakenBackAt(*row);
    if (one.share.released == one.share.transfers) {
      ASSIGN_OR_RETURN(const int64_t released_s, ReleasedAt(one.of, account.key));
      until_s = Earlier(until_s, released_s);
    }
    const int64_t filed_s = row->police_told_s();
    if (filed_s != 0 && row->verified) facts.grounds.push_back({AccountColour::kDarkGrey, filed_s, Until(until_s)});
    if (row->channel != event::CaseChannel::kBank) continue;
    const int64_t lapsed_s = runs_.contains(one.of) || !lapsed_.contains(one.of) ? 0 : lapsed_[one.of];
    const int64_t ended_s = Earlier(Earlier(until_s, row->verified ? filed_s : 0), lapsed_s);
    facts.grounds.push_back({AccountColour::kLightGrey, row->reported_s, Until(ended_s)});
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
