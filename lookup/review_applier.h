// SPDX-License-Identifier: Apache-2.0
// Writes what officers decide about indicators, and takes it back. A function of the tables, the rules in force and the entry
// (see report_applier.h). What it decides depends on nothing that feeds say, so a feed redacted later changes no decision. Lives
// for one entry, inside the applier's write transaction.
//
// Codes of an item:
//   ""             done
//   own_work       the officer submitted it
//   own_decision   the officer cleared it, and would now have it listed: another must
//   second_needed  it is in the official register, or a host that belongs to many: noted, and done when another says the same
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/review.h"
#include "lookup/proposal.h"
#include "lookup/record_rows.h"
#include "lookup/rules.h"
#include "store/log.h"

namespace cybercheck::lookup {

// Whether a decision about it needs two officers.
bool NeedsSecond(const indicator::Key& key, const Rules& rules);

// {"queue":[seq,row]}, or {} for none.
std::string QueueJson(EvidenceRef queue);

class ReviewApplier {
 public:
  // All references must outlive it.
  ReviewApplier(const LookupTables& tables, store::WriteTxn& txn, const NewKey& new_key, const Rules& rules,
                const store::Log& log)
      : tables_(tables), txn_(txn), rules_(rules), log_(log), rows_(tables, txn, new_key) {}

  // Why a decoded review cannot be applied at all: a code, or "".
  static std::string_view RefusalOf(const event::ReviewDecide& decide);

  struct Item {
    std::string code;
    EvidenceRef queue;     // the place in the queue it left, or (second_needed) stands at; none: it did not wait
    bool skipped = false;  // out of scope
  };
  // The entry is refused, with the code of its first item, when nothing was done or noted.
  struct Told {
    std::vector<Item> items;
    bool accepted = false;
    std::string ToJson() const;
    static base::Result<std::vector<Item>> Parse(std::string_view result);  // kDamaged
  };
  base::Result<Told> Decide(const event::Header& header, const event::ReviewDecide& decide, const Scope* scope = nullptr);

  struct Undone {
    bool done = false;  // else: the key has neither a decision nor a proposal of that entry
    EvidenceRef queue;  // where it waits
    bool skipped = false;
  };
  base::Result<Undone> Undo(const event::ReviewUndo& undo, const Scope* scope = nullptr);

 private:
  base::Result<Item> DecideOne(const event::Header& header, const event::ReviewDecide& decide, const event::ReviewItem& item);
  base::Result<std::string_view> RefusalOfItem(const event::Header& header, const event::ReviewDecide& decide);
  // 0: another has proposed the same, whose entry's number is put into `seq`; else "second_needed" stands for the item.
  base::Result<bool> Seconded(const Proposal& proposal, uint64_t& seq);

  const LookupTables& tables_;
  store::WriteTxn& txn_;
  const Rules& rules_;
  const store::Log& log_;
  RecordRows rows_;
  RecordRow row_;
};

}  // namespace cybercheck::lookup
