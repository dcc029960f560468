// SPDX-License-Identifier: Apache-2.0
// What happened to a case after it was filed, and what it therefore is: the complaint that opened it, completed by those that
// joined, corrected by amendments. The log has it all; table `history` says where.
//
// Table `history`, (case seq u64, case number u16, entry seq u64, number u16) -> entry type u16, state before u8, state after u8
//   (of case_file, case_amend, case_move, case_note, transfer_release)
//   of a complaint that joined: its entry and its number there · of a case merged into this one: the case_move · number 0 of all
//   else
#pragma once

#include <vector>

#include "cases/tables.h"
#include "event/case_file.h"
#include "event/case_work.h"
#include "event/entry.h"

namespace cybercheck::cases {

struct HistoryRow {
  uint64_t seq = 0;
  uint16_t number = 0;
  event::EntryType type{};
  event::CaseState from{}, to{};
};

base::Result<std::vector<HistoryRow>> ReadHistory(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of);
base::Result<std::vector<HistoryRow>> ReadHistory(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of);
base::Result<void> AddHistory(event::CaseRef of, const HistoryRow& row, const Tables& tables, store::WriteTxn& txn);
base::Result<void> RemoveHistory(event::CaseRef of, uint64_t seq, uint16_t number, const Tables& tables, store::WriteTxn& txn);

// The case as it now stands told. Errors: kNotFound, kBodyRedacted, kDamaged, kIo.
base::Result<event::Complaint> FoldCase(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of);
base::Result<event::Complaint> FoldCase(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of);

// What `other`, told of the same loss, adds to `complaint`: what is not known there; what is known stays.
void Complete(const event::Complaint& other, event::Complaint& complaint);
// The same where a complaint joins a case. `vouched`: somebody vouches for `complaint`. What nobody vouches for weighs nothing
// beside what somebody does, whichever came first. Else a stranger who knows of a loss, as whoever received the money does, could
// have its case speak against anybody, hide it as disposed of or reported long ago, or have the victim's messages.
void Join(bool vouched, const event::Complaint& other, event::Complaint& complaint);
// Whether all the money that `complaint` tells of is told of in `other`, too, one for one.
bool TellsNoMoreMoney(const event::Complaint& complaint, const event::Complaint& other);
// What its transfers add up to; no more than kCaseTransfersMax of at most kSatangMax each are told of.
int64_t PaidOf(const event::Complaint& complaint);
// How many merges stand behind one another in what became of the case: 0 where no other was merged into it.
base::Result<int> MergesDeep(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of);
// Overwrites and adds. Errors: kDamaged (the entry was checked when it was decoded).
base::Result<void> Amend(const event::CaseAmend& amend, event::Complaint& complaint);
// Whether the two tell of the same money: to the same place, the same amount, within a day of each other.
bool SameLoss(const event::Complaint& of_a, const event::Transfer& a, const event::Complaint& of_b, const event::Transfer& b);
// When a transfer was made, as far as it is told.
int64_t TimeOf(const event::Complaint& complaint, const event::Transfer& transfer) noexcept;

}  // namespace cybercheck::cases
