// SPDX-License-Identifier: Apache-2.0
// Reads the accounts (wallets, addresses, …) that money of cases came to: one, and lists of them. For officers and banks; never
// public. Reads in the caller's snapshot; an AccountReader belongs to one thread. Errors: kDamaged, kIo.
//
// An account's colour (cases/account_colour.h) follows from what stands in the tables.
//   black        while officers list it (cases/account_decisions.h)
//   dark_grey    of each case whose person an officer or an intake system vouches for, since police were told, until it was
//                rejected or withdrawn, or each of its transfers there was released
//   light_grey   of each case that a bank opened, since the bank was told, until police were, its last hold there lapsed, or as
//                above
//   dark_brown   of each hold on the ground bank_detected, since money is held, until it ended
//   light_brown  of the same, since the bank was asked or said so, until money was held, or it ended
//   released     when an officer or a bank's answer ended a hold there as released, unless it only ended with its case
// The last one, which is what it has when nothing more happens, stands beside the account too (cases/account_colours.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/account_colour.h"
#include "cases/account_row.h"
#include "cases/case_row.h"
#include "cases/colour_grounds.h"
#include "cases/hold_row.h"
#include "cases/tables.h"

namespace cybercheck::cases {

// The key of a path: 34 hex digits, or what MoneyNode::ToString prints ("account:004:1234567890"). nullopt: neither.
std::optional<indicator::KeyBytes> ParseAccountId(std::string_view text);

struct HoldSums {
  int64_t requested_satang = 0, held_satang = 0, frozen_satang = 0, returned_satang = 0;
  friend bool operator==(const HoldSums&, const HoldSums&) = default;
};

struct Account {
  struct Case {
    event::CaseRef of;
    event::CaseState state{};
    int64_t told_s = 0;  // when it was first told, by whatever channel
    AccountShare share;  // its money that came here
    HoldSums holds;      // its holds here
  };
  indicator::KeyBytes key{};
  AccountRow row;  // no cases: banks hold money there, of which no case tells, or officers decided about it
  HoldSums holds;  // all that are there
  std::vector<Case> cases;
  std::vector<DatedColour> colours;   // over time, to the present
  std::optional<DatedColour> colour;  // at present
  bool partial = false;               // more cases or holds than were looked at
};

struct AccountQuery {
  std::string bank;              // three digits; empty: all
  std::optional<uint8_t> level;  // the least at which money came there
  std::optional<AccountColour> colour;
  uint32_t cases_min = 0;
  int64_t satang_min = 0;  // received in all
  int64_t since_s = 0;     // the last transfer there was not before
  std::optional<indicator::KeyBytes> after;
  size_t limit = 50;
};
struct AccountPage {
  std::vector<Account> accounts;            // in the order of their keys, which is that of nothing
  std::optional<indicator::KeyBytes> next;  // nullopt: this is the last page
  bool partial = false;                     // it ends before the limit because enough was looked at; `next` goes on
};

class AccountReader {
 public:
  static constexpr size_t kCasesMax = 1000, kHoldsMax = 1000;  // looked at for one account
  static constexpr size_t kLookedMax = 20'000;                 // rows looked at for one page

  // All must outlive it.
  static base::Result<AccountReader> Open(const Tables& tables, const store::ReadTxn& txn, int64_t now_s);

  // nullopt: no money of a case came there, and nobody was asked to hold any.
  base::Result<std::optional<Account>> Read(const indicator::KeyBytes& key);
  base::Result<AccountPage> ReadPage(const AccountQuery& query);
  size_t looked() const { return looked_; }  // rows since it was opened, or since the page began
  // Its present colour alone.
  base::Result<std::optional<AccountColour>> ColourOf(const indicator::KeyBytes& key);

 private:
  AccountReader(const Tables& tables, const store::ReadTxn& txn, int64_t now_s, store::Cursor accounts, store::Cursor shares,
                store::Cursor holds)
      : tables_(tables),
        txn_(txn),
        now_s_(now_s),
        accounts_(std::move(accounts)),
        shares_(std::move(shares)),
        holds_(std::move(holds)) {}

  base::Result<const CaseRow*> RowOf(event::CaseRef of);
  base::Result<void> AddCases(Account& account, ColourFacts& facts);
  base::Result<void> AddHolds(Account& account, bool sums, ColourFacts& facts);
  base::Result<void> Fill(Account& account, bool sums);

  const Tables& tables_;
  const store::ReadTxn& txn_;
  const int64_t now_s_;
  store::Cursor accounts_, shares_, holds_;
  std::map<event::CaseRef, CaseRow> cases_;  // read so far: a trail asks of one case again and again
  HoldGrounds grounds_;                      // of the account at hand
  size_t looked_ = 0;
};

}  // namespace cybercheck::cases
