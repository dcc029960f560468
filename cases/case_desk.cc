// SPDX-License-Identifier: Apache-2.0
#include "cases/case_desk.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cases/account_book.h"
#include "cases/case_history.h"
#include "cases/case_index.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/case_tallies.h"
#include "cases/erasure.h"
#include "cases/hold_book.h"
#include "cases/row_text.h"
#include "cases/stopped_money.h"
#include "cases/victim_rows.h"

namespace cybercheck::cases {
namespace {

namespace json = boost::json;

using event::CaseOutcome;
using event::CaseRef;
using event::CaseState;
using event::Complaint;

// What a case gives its indicators: nothing while nobody vouches for who told of it; the authority of a case only once an officer
// has accepted it, and then only if it is known whose it is, for two cases count as two only for two people.
uint8_t ClassOf(const CaseRow& row) {
  if (!row.verified || row.kind == event::ComplaintKind::kDisposed || !IsCounted(row.state)) return kNoClass;
  if (row.state == CaseState::kClosed && row.outcome == CaseOutcome::kWithdrawn) return kNoClass;
  const bool acquitted = row.state == CaseState::kClosed && row.outcome == CaseOutcome::kAcquitted;
  return row.accepted_s != 0 && !acquitted && row.voice.starts_with("per:") ? kCaseClass : kComplaintClass;
}

// What of the row is told by the complaint. The unit it is with, its state and its sums have lives of their own.
void Describe(const Complaint& complaint, CaseRow& row) {
  row.kind = complaint.kind;
  row.channel = complaint.channel;
  row.verified |= complaint.verified;
  row.contact = complaint.contact;
  row.category = complaint.category;
  row.case_type = complaint.case_type;
  row.reported_s = complaint.reported_s;
  row.occurred_s = complaint.occurred_s;
  row.damage_satang = complaint.damage_satang;
  row.voice = complaint.voice;
  row.victims = static_cast<uint16_t>(complaint.victims.size());
  const event::Victim first = complaint.victims.empty() ? event::Victim{} : complaint.victims.front();
  row.age = first.age;
  row.sex = first.sex;
  row.province = first.province;
  row.nationality = first.nationality;
  row.victim_kind = first.kind;
}

// The transfers a complaint tells, with what banks told behind them as it stands; `standing` in the order of its table.
std::vector<TransferRow> TransfersOf(CaseRef of, const Complaint& complaint, const std::vector<TransferRow>& standing,
                                     const std::vector<event::Transfer>& released) {
  std::vector<TransferRow> rows;
  uint32_t number = 0;
  for (const event::Transfer& transfer : complaint.transfers) {
    TransferRow row;
    row.ref = {of.seq, of.number, number++};
    row.transfer = transfer;
    const auto one = std::ranges::lower_bound(standing, row.ref, {}, &TransferRow::ref);
    if (one != standing.end() && one->ref == row.ref && one->transfer == transfer) row.released = one->released;
    row.released |= std::ranges::find(released, transfer) != released.end();
    rows.push_back(std::move(row));
  }
  for (const TransferRow& row : standing)
    if (row.by_bank) rows.push_back(row);
  SetLevels(rows);
  return rows;
}

std::string StateKey(CaseRef of, const CaseRow& row) {
  std::string key;
  base::AppendBe<1>(static_cast<uint8_t>(row.state), key);
  base::AppendBe<8>(static_cast<uint64_t>(row.since_s), key);
  return key + CaseKey(of);
}

}  // namespace

base::Result<bool> CaseDesk::Read(bool told) {
  ASSIGN_OR_RETURN(auto row, ReadCase(tables_, txn_, of_));
  if (!row) return false;
  before_ = row;
  now = std::move(*row);
  if (told) TRY(Tell());
  return true;
}

base::Result<void> CaseDesk::Tell() {
  ASSIGN_OR_RETURN(told_before_, FoldCase(tables_, txn_, of_));
  complaint = *told_before_;
  return {};
}

base::Result<void> CaseDesk::Write(bool told, const std::vector<event::Transfer>& released) {
  if (told) {
    Describe(complaint, now);
    TRY(WriteIndex());
    TRY(WriteMoney(released));
  }
  now.evidence_class = ClassOf(now);
  const bool listed_before = before_ && IsOpen(before_->state), listed = IsOpen(now.state);
  const std::string key_before = before_ ? StateKey(of_, *before_) : std::string(), key = StateKey(of_, now);
  if (listed_before && (!listed || key != key_before)) TRY(tables_.case_states.Delete(txn_, key_before));
  if (listed && (!listed_before || key != key_before || before_->station != now.station)) {
    std::string station;
    AppendRowText(now.station, station);
    TRY(tables_.case_states.Put(txn_, key, station));
  }
  TRY(WriteTallies(told));
  return WriteCase(of_, now, tables_, txn_);
}

base::Result<void> CaseDesk::WriteTallies(bool told) {
  tables_.stopped->Touch(of_);
  if (told) {
    uint64_t ordinal = 0;
    if (before_) {
      ordinal = before_->ordinal;
    } else {
      ASSIGN_OR_RETURN(ordinal, tables_.cases.Count(txn_));
    }
    static const std::vector<event::Victim> kNobody;
    TRY(WriteMoreVictims(static_cast<uint32_t>(ordinal), told_before_ ? told_before_->victims : kNobody, complaint.victims,
                         tables_, txn_));
  }
  TallyCase(before_ ? &*before_ : nullptr, now, *tables_.tallied);
  return {};
}

json::object CaseDesk::Evidence() const {
  json::array keys;
  for (const event::ReportIndicator& indicator : complaint.indicators)
    if (indicator.counts) keys.push_back(json::string(indicator.key.ToString()));
  return {{"case", {of_.seq, of_.number}}, {"class", now.evidence_class}, {"voice", now.voice},
          {"at", now.reported_s},          {"category", now.category},    {"keys", std::move(keys)}};
}

json::object CaseDesk::EvidenceClass() const { return {{"case", {of_.seq, of_.number}}, {"class", now.evidence_class}}; }

base::Result<void> CaseDesk::WriteIndex() {
  std::vector<IndexRow> was;
  if (told_before_) was = IndexRows(of_, *told_before_, tables_);
  const std::vector<IndexRow> is = IndexRows(of_, complaint, tables_);
  for (const IndexRow& row : was) {
    if (std::binary_search(is.begin(), is.end(), row)) continue;
    // What was sealed stands in the log whatever is told now: its subject is found with the case for ever.
    if (row.table == &tables_.case_subjects) continue;
    // What another case has taken over, or a subject's erasure removed, is not this one's to remove.
    ASSIGN_OR_RETURN(const auto value, row.table->Get(txn_, row.key));
    if (value && *value == row.value) TRY(row.table->Delete(txn_, row.key));
  }
  ASSIGN_OR_RETURN(const std::vector<IndexRow> erased, ErasedRows());
  for (const IndexRow& row : is) {
    if (std::binary_search(was.begin(), was.end(), row) || std::binary_search(erased.begin(), erased.end(), row)) continue;
    if (row.table == &tables_.external_ids) {
      ASSIGN_OR_RETURN(const bool taken, IsTaken(row));
      if (taken) continue;
    }
    TRY(row.table->Put(txn_, row.key, row.value));
  }
  return {};
}

base::Result<std::vector<IndexRow>> CaseDesk::ErasedRows() const {
  Complaint erased;
  for (const event::Victim& victim : complaint.victims) {
    if (!victim.sealed) continue;
    ASSIGN_OR_RETURN(const auto row, tables_.erased.Get(txn_, SubjectKey(victim.sealed->subject)));
    if (row) erased.victims.push_back(victim);
  }
  std::vector<IndexRow> rows = IndexRows(of_, erased, tables_);
  std::erase_if(rows, [this](const IndexRow& row) { return row.table != &tables_.people; });
  return rows;
}

base::Result<bool> CaseDesk::IsTaken(const IndexRow& external_id) const {
  ASSIGN_OR_RETURN(const auto value, tables_.external_ids.Get(txn_, external_id.key));
  if (!value) return false;
  ASSIGN_OR_RETURN(const CaseRef by, DecodeCaseKey(*value));
  ASSIGN_OR_RETURN(const CaseRef counting, CountingCase(tables_, txn_, by));
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables_, txn_, counting));
  return row && row->state != CaseState::kRejected;
}

base::Result<void> CaseDesk::WriteMoney(const std::vector<event::Transfer>& released) {
  std::vector<TransferRow> was;
  if (before_) {
    ASSIGN_OR_RETURN(was, ReadTransfers(tables_, txn_, of_));
  }
  const std::vector<TransferRow> is = TransfersOf(of_, complaint, was, released);
  TRY(WriteTransfers(of_, was, is, tables_, txn_));
  TRY(BookAccounts(of_, was, is, tables_, txn_));
  now.transfers = static_cast<uint32_t>(is.size());  // what a bank's id brings with it is added below
  const auto bank_case = static_cast<size_t>(event::ExternalId::kBankCaseId);
  return BookCaseHolds(header_, of_, complaint.external_ids[bank_case], was, is, now, tables_, txn_);
}

}  // namespace cybercheck::cases
