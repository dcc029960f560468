// SPDX-License-Identifier: Apache-2.0
// What officers decided about numbers that money can come to: while they list one it is on the list of the police, which is the
// ground of black (cases/account_colour.h). Of AMLO's list it says what officers made of it, too: rows of a list that is imported
// as a source are black once they are listed, like all others.
//
// Table `account_decisions`, NodeKey 17 bytes, seq u64 of the review_decide or appeal_move entry ->
//   0        1          9          17         25          26     27     27 + n
//   +--------+----------+----------+----------+-----------+------+------+   listed 1: `list`; 0: clear, compromised, merge, and
//   | listed | made     | until    | undone   | kind of   | n u8 | name |   appeals that were cleared · until 0: no end
//   | u8     | u64      | u64      | u64      | node u8   |      |      |   undone 0: it is not
//   +--------+----------+----------+----------+-----------+------+------+
// Times are unix seconds. In force is the decision of the latest entry among those that are made, not over and not undone, as in
// lookup. Errors: kDamaged, kIo, kStorageFull.
#pragma once

#include <functional>
#include <vector>

#include "cases/account_colour.h"
#include "cases/tables.h"
#include "event/entry.h"
#include "event/money.h"

namespace cybercheck::cases {

struct AccountDecision {
  uint64_t seq = 0;
  bool listed = false;
  int64_t made_s = 0, until_s = 0, undone_s = 0;
  event::MoneyNode node;
  friend bool operator==(const AccountDecision&, const AccountDecision&) = default;
};

// Keeps the table: one entry after another, on the applier's thread.
class AccountDecisions {
 public:
  using Scope = std::function<bool(const indicator::KeyBytes&)>;
  // `scope`: only these numbers are kept, out of the order of the log: for making them again after a redaction.
  AccountDecisions(const Tables& tables, store::WriteTxn& txn, const Scope* scope = nullptr)
      : tables_(tables), txn_(txn), scope_(scope) {}

  // An accepted entry with its body. Types that decide nothing are passed over.
  base::Result<void> Apply(const event::Entry& entry, const event::Outcome& outcome);
  base::Result<void> Forget(const indicator::KeyBytes& key);

 private:
  base::Result<void> Put(const indicator::Key& key, const AccountDecision& decision);
  const Tables& tables_;
  store::WriteTxn& txn_;
  const Scope* scope_;
};

// Of one number, in the order of the log. Txn: store::ReadTxn or store::WriteTxn.
template <class Txn>
base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables& tables, const Txn& txn,
                                                                const indicator::KeyBytes& key);
extern template base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables&, const store::ReadTxn&,
                                                                                const indicator::KeyBytes&);
extern template base::Result<std::vector<AccountDecision>> ReadAccountDecisions(const Tables&, const store::WriteTxn&,
                                                                                const indicator::KeyBytes&);

// From when until when it was listed.
void AddDecisionGrounds(const std::vector<AccountDecision>& decisions, ColourFacts& facts);

}  // namespace cybercheck::cases
