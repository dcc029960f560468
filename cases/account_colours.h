// SPDX-License-Identifier: Apache-2.0
// The last colour of each account that money of a case came to: what it has when nothing more happens (cases/accounts.h). Kept
// beside the account (cases/account_row.h) and in the account's tally (cases/tally_rows.h), and renewed before each commit that
// may change it.
//
// What an account gains costs the case that brings it: only the list of the police is stronger than what police were told, and a
// case ends nobody else's ground. Only where something may have ended, or officers decided, are its decisions, holds and cases
// read, until one is found that gives the strongest colour of a case; once a commit, however many of its entries touch the account.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "cases/account_row.h"
#include "cases/case_row.h"
#include "cases/hold_row.h"
#include "cases/tables.h"

namespace cybercheck::cases {

// On the applier's thread. What each is told of is written by the caller, before or after.
class AccountColours {
 public:
  // Money of `of` is new at the account, which stood as `row` (null: it is new).
  void Gains(const indicator::KeyBytes& account, event::CaseRef of, const AccountRow* row);
  // What `of` has at the account changes from `before` to `after` (null: nothing is left there).
  void Changes(const indicator::KeyBytes& account, const AccountShare& before, const AccountShare* after);
  // A hold comes to stand as `after`, was `before` (null: none); `from`, `to`: the cases it was and is of, null: none.
  void Changes(const HoldRow* before, const HoldRow* after, const CaseRow* from, const CaseRow* to);
  // A case comes to stand as `after`.
  void Changes(event::CaseRef of, const CaseRow& before, const CaseRow& after);
  // What officers decided about a number changes.
  void Decides(const indicator::KeyBytes& account) { LookAtAll(account); }

  // Errors: kDamaged, kIo, kStorageFull.
  base::Result<void> Flush(const Tables& tables, store::WriteTxn& txn);
  void Clear();

 private:
  // Cases that an account gained; nullopt: all that it has is looked at.
  using Gained = std::optional<std::vector<event::CaseRef>>;
  void LookAtAll(const indicator::KeyBytes& account) { touched_[account].reset(); }

  std::map<indicator::KeyBytes, Gained> touched_;
  std::set<event::CaseRef> cases_;  // whose accounts are looked at
};

}  // namespace cybercheck::cases
