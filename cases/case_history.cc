// SPDX-License-Identifier: Apache-2.0
#include "cases/case_history.h"

#include <algorithm>
#include <cstdlib>

#include "base/be_bytes.h"
#include "cases/case_row.h"
#include "cases/case_store.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using event::Complaint;
using event::EntryType;

constexpr int64_t kSameLossS = 24 * 3600;

std::string HistoryKey(event::CaseRef of, uint64_t seq, uint16_t number) {
  std::string key = CaseKey(of);
  base::AppendBe<8>(seq, key);
  base::AppendBe<2>(number, key);
  return key;
}

template <class Txn>
base::Result<std::vector<HistoryRow>> Read(const Tables& tables, const Txn& txn, event::CaseRef of) {
  std::vector<HistoryRow> rows;
  const std::string prefix = CaseKey(of);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.history));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    base::ByteReader key(row->key.substr(prefix.size())), value(row->value);
    HistoryRow read;
    read.seq = key.Take<8>();
    read.number = static_cast<uint16_t>(key.Take<2>());
    read.type = static_cast<EntryType>(value.Take<2>());
    const uint64_t from = value.Take<1>(), to = value.Take<1>();
    if (!key.AtEnd() || !value.AtEnd() || from >= event::kCaseStateCount || to >= event::kCaseStateCount)
      return BadRow("history");
    read.from = static_cast<event::CaseState>(from);
    read.to = static_cast<event::CaseState>(to);
    rows.push_back(read);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return rows;
}

template <class Txn>
base::Result<event::Entry> EntryAt(const Tables& tables, const Txn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(auto entry, tables.log->Read(txn, seq));
  if (!entry) return base::Fail(ErrorCode::kNotFound);
  if (!entry->body) return base::Fail(ErrorCode::kBodyRedacted);
  return std::move(*entry);
}

template <class Txn>
base::Result<Complaint> ComplaintAt(const Tables& tables, const Txn& txn, event::CaseRef ref) {
  ASSIGN_OR_RETURN(const event::Entry entry, EntryAt(tables, txn, ref.seq));
  if (entry.header.type != EntryType::kCaseFile) return base::Fail(ErrorCode::kNotFound);
  ASSIGN_OR_RETURN(const auto file, event::DecodeCaseFileOnce(*entry.body));
  if (ref.number >= file->complaints.size()) return base::Fail(ErrorCode::kNotFound);
  return file->complaints[ref.number];
}

template <class Txn>
base::Result<Complaint> Fold(const Tables& tables, const Txn& txn, event::CaseRef of, int depth) {
  if (depth > kMergesMax) return base::Fail(ErrorCode::kDamaged, "cases are merged in a circle");
  ASSIGN_OR_RETURN(Complaint complaint, ComplaintAt(tables, txn, of));
  ASSIGN_OR_RETURN(const std::vector<HistoryRow> history, Read(tables, txn, of));
  bool seen = false;  // an officer has seen who tells it
  for (const HistoryRow& row : history) {
    if (row.type == EntryType::kCaseFile) {
      ASSIGN_OR_RETURN(const Complaint other, ComplaintAt(tables, txn, {row.seq, row.number}));
      Join(seen || complaint.verified, other, complaint);
    } else if (row.type == EntryType::kCaseAmend) {
      ASSIGN_OR_RETURN(const event::Entry entry, EntryAt(tables, txn, row.seq));
      ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry.body));
      TRY(Amend(amend, complaint));
    } else if (row.type == EntryType::kCaseMove) {
      ASSIGN_OR_RETURN(const event::Entry entry, EntryAt(tables, txn, row.seq));
      ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry.body));
      if (move.of == of) seen |= move.to == event::CaseState::kStatementTaken || move.to == event::CaseState::kAccepted;
      if (move.to != event::CaseState::kMerged || move.of == of) continue;  // its own move
      ASSIGN_OR_RETURN(const Complaint other, Fold(tables, txn, move.of, depth + 1));
      Complete(other, complaint);
    }
  }
  return complaint;
}

void CompleteText(const std::string& other, std::string& text) {
  if (text.empty()) text = other;
}
void ReplaceText(const std::string& other, std::string& text) {
  if (!other.empty()) text = other;
}

const event::ReportIndicator* IndicatorOf(const Complaint& complaint, const indicator::Key& key) {
  const auto found = std::ranges::find(complaint.indicators, key, &event::ReportIndicator::key);
  return found == complaint.indicators.end() ? nullptr : &*found;
}

// When the first of its money left, as far as that is told; 0: it is not.
int64_t FirstPaid(const Complaint& complaint) {
  int64_t first_s = 0;
  for (const event::Transfer& transfer : complaint.transfers)
    if (transfer.at_s != 0 && (first_s == 0 || transfer.at_s < first_s)) first_s = transfer.at_s;
  return first_s != 0 ? first_s : complaint.occurred_s;
}

// What is left of a complaint that nobody vouches for, beside one that somebody does: what it describes. Not whose the loss is
// and who is told of it, not how much, not where the money went.
Complaint WithoutWeight(const Complaint& told) {
  Complaint other = told;
  other.voice.clear();
  other.damage_satang = event::kDamageUnknown;
  other.station.clear();
  other.transfers.clear();
  for (event::Victim& victim : other.victims) {
    victim.person.clear();
    victim.phone.clear();
    victim.sealed.reset();
  }
  for (event::ReportIndicator& indicator : other.indicators) indicator.counts = false;
  return other;
}

// What somebody vouches for takes the place of what nobody does, where it is told; what it does not tell stays, but speaks
// against nobody.
void Outweigh(const Complaint& other, Complaint& complaint) {
  complaint.kind = other.kind;
  // Told before the money left, or after somebody vouched for it: it was not told then.
  const int64_t paid_s = FirstPaid(other);
  if (paid_s == 0 || complaint.reported_s < paid_s || complaint.reported_s > other.reported_s)
    complaint.reported_s = other.reported_s;
  if (other.occurred_s != 0) complaint.occurred_s = other.occurred_s;
  if (other.category != 0) complaint.category = other.category;
  ReplaceText(other.case_type, complaint.case_type);
  ReplaceText(other.station, complaint.station);
  if (other.contact != event::ContactChannel::kUnknown) complaint.contact = other.contact;
  if (other.damage_satang != event::kDamageUnknown) complaint.damage_satang = other.damage_satang;
  if (other.voice.starts_with("per:")) complaint.voice = other.voice;
  if (!complaint.victims.empty() && !other.victims.empty()) {
    event::Victim& victim = complaint.victims.front();
    const event::Victim& same = other.victims.front();
    if (same.age != event::kAgeUnknown) victim.age = same.age;
    if (same.sex != event::Sex::kUnknown) victim.sex = same.sex;
    if (same.province != 0) victim.province = same.province;
    ReplaceText(same.nationality, victim.nationality);
    ReplaceText(same.person, victim.person);
    // Who it is, and where messages go, is told by one or by the other, and not by both.
    if (!same.person.empty() || !same.phone.empty()) {
      victim.kind = same.kind;
      victim.phone = same.phone;
      victim.sealed = same.sealed;
    }
  }
  for (event::ReportIndicator& indicator : complaint.indicators) {
    const event::ReportIndicator* const same = IndicatorOf(other, indicator.key);
    indicator.counts = same != nullptr && same->counts;
  }
}

}  // namespace

base::Result<std::vector<HistoryRow>> ReadHistory(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of) {
  return Read(tables, txn, of);
}
base::Result<std::vector<HistoryRow>> ReadHistory(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of) {
  return Read(tables, txn, of);
}

base::Result<void> AddHistory(event::CaseRef of, const HistoryRow& row, const Tables& tables, store::WriteTxn& txn) {
  std::string value;
  base::AppendBe<2>(static_cast<uint16_t>(row.type), value);
  base::AppendBe<1>(static_cast<uint8_t>(row.from), value);
  base::AppendBe<1>(static_cast<uint8_t>(row.to), value);
  return tables.history.Put(txn, HistoryKey(of, row.seq, row.number), value);
}

base::Result<void> RemoveHistory(event::CaseRef of, uint64_t seq, uint16_t number, const Tables& tables, store::WriteTxn& txn) {
  TRY(tables.history.Delete(txn, HistoryKey(of, seq, number)));
  return {};
}

base::Result<Complaint> FoldCase(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of) {
  return Fold(tables, txn, of, 0);
}
base::Result<Complaint> FoldCase(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of) {
  return Fold(tables, txn, of, 0);
}

int64_t TimeOf(const Complaint& complaint, const event::Transfer& transfer) noexcept {
  if (transfer.at_s != 0) return transfer.at_s;
  return complaint.occurred_s != 0 ? complaint.occurred_s : complaint.reported_s;
}

bool SameLoss(const Complaint& of_a, const event::Transfer& a, const Complaint& of_b, const event::Transfer& b) {
  return a.from == b.from && a.to == b.to && a.satang == b.satang && std::llabs(TimeOf(of_a, a) - TimeOf(of_b, b)) <= kSameLossS;
}

void Join(bool vouched, const Complaint& other, Complaint& complaint) {
  if (vouched && !other.verified) return Complete(WithoutWeight(other), complaint);
  if (!vouched && other.verified) Outweigh(other, complaint);
  if (vouched) {
    for (event::ReportIndicator& indicator : complaint.indicators) {
      const event::ReportIndicator* const same = IndicatorOf(other, indicator.key);
      indicator.counts |= same != nullptr && same->counts;
    }
  }
  Complete(other, complaint);
}

int64_t PaidOf(const Complaint& complaint) {
  int64_t sum = 0;
  for (const event::Transfer& transfer : complaint.transfers) sum += std::min(transfer.satang, event::kSatangMax + 1 - sum);
  return sum;
}

base::Result<int> MergesDeep(const Tables& tables, const store::WriteTxn& txn, event::CaseRef of) {
  int deep = 0;
  ASSIGN_OR_RETURN(const std::vector<HistoryRow> history, Read(tables, txn, of));
  for (const HistoryRow& row : history) {
    if (row.type != EntryType::kCaseMove) continue;
    ASSIGN_OR_RETURN(const event::Entry entry, EntryAt(tables, txn, row.seq));
    ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry.body));
    if (move.to != event::CaseState::kMerged || move.of == of) continue;
    ASSIGN_OR_RETURN(const int behind, MergesDeep(tables, txn, move.of));
    deep = std::max(deep, behind + 1);
  }
  return deep;
}

bool TellsNoMoreMoney(const Complaint& complaint, const Complaint& other) {
  std::vector<bool> told(other.transfers.size());
  return std::ranges::all_of(complaint.transfers, [&](const event::Transfer& transfer) {
    size_t known = 0;
    while (known < told.size() && (told[known] || !SameLoss(other, other.transfers[known], complaint, transfer))) ++known;
    if (known == told.size()) return false;
    told[known] = true;
    return true;
  });
}

void Complete(const Complaint& other, Complaint& complaint) {
  complaint.verified |= other.verified;
  // A person's own voice goes before that of whoever filed for somebody unnamed.
  if (!other.voice.empty() &&
      (complaint.voice.empty() || (other.voice.starts_with("per:") && !complaint.voice.starts_with("per:"))))
    complaint.voice = other.voice;
  if (complaint.occurred_s == 0) complaint.occurred_s = other.occurred_s;
  if (complaint.category == 0) complaint.category = other.category;
  CompleteText(other.case_type, complaint.case_type);
  if (complaint.contact == event::ContactChannel::kUnknown) complaint.contact = other.contact;
  CompleteText(other.station, complaint.station);
  if (complaint.damage_satang == event::kDamageUnknown) complaint.damage_satang = other.damage_satang;
  for (size_t i = 0; i < event::kExternalIdCount; ++i) CompleteText(other.external_ids[i], complaint.external_ids[i]);
  if (complaint.victims.empty()) {
    complaint.victims = other.victims;
  } else if (!other.victims.empty()) {
    event::Victim& victim = complaint.victims.front();
    const event::Victim& same = other.victims.front();
    if (victim.age == event::kAgeUnknown) victim.age = same.age;
    if (victim.sex == event::Sex::kUnknown) victim.sex = same.sex;
    if (victim.province == 0) victim.province = same.province;
    CompleteText(same.nationality, victim.nationality);
    CompleteText(same.person, victim.person);
    CompleteText(same.phone, victim.phone);
    if (!victim.sealed) victim.sealed = same.sealed;
  }
  if (!complaint.narrative) complaint.narrative = other.narrative;
  for (const event::ReportIndicator& indicator : other.indicators) {
    const bool known = std::any_of(complaint.indicators.begin(), complaint.indicators.end(),
                                   [&](const event::ReportIndicator& one) { return one.key == indicator.key; });
    if (!known && complaint.indicators.size() < event::kReportIndicatorsMax) complaint.indicators.push_back(indicator);
  }
  // Each that is known answers for one told: a limit of the app makes people send the same sum several times.
  std::vector<bool> told(complaint.transfers.size());
  int64_t paid = PaidOf(complaint);
  for (const event::Transfer& transfer : other.transfers) {
    size_t known = 0;
    while (known < told.size() && (told[known] || !SameLoss(complaint, complaint.transfers[known], other, transfer))) ++known;
    if (known < told.size()) {
      told[known] = true;
    } else if (complaint.transfers.size() < event::kCaseTransfersMax && transfer.satang <= event::kSatangMax - paid) {
      complaint.transfers.push_back(transfer);
      paid += transfer.satang;
    }
  }
}

base::Result<void> Amend(const event::CaseAmend& amend, Complaint& complaint) {
  TRY(event::ApplyComplaintMembers(amend.set, complaint));
  for (const event::Transfer& transfer : amend.add_transfers)
    if (complaint.transfers.size() < event::kCaseTransfersMax) complaint.transfers.push_back(transfer);
  for (const event::ReportIndicator& indicator : amend.add_indicators) {
    const bool known = std::any_of(complaint.indicators.begin(), complaint.indicators.end(),
                                   [&](const event::ReportIndicator& one) { return one.key == indicator.key; });
    if (!known && complaint.indicators.size() < event::kReportIndicatorsMax) complaint.indicators.push_back(indicator);
  }
  return {};
}

}  // namespace cybercheck::cases
