// SPDX-License-Identifier: Apache-2.0
#include "cases/case_book.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/hex.h"
#include "cases/account_book.h"
#include "cases/case_desk.h"
#include "cases/case_history.h"
#include "cases/case_holds.h"
#include "cases/case_index.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "cases/control_totals.h"
#include "cases/hold_book.h"
#include "cases/outbox.h"
#include "cases/parted_holds.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

namespace json = boost::json;

using event::CaseOutcome;
using event::CaseRef;
using event::CaseState;
using event::Complaint;
using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr uint8_t kCategoryMax = 10;  // wire::Category
constexpr size_t kCodeBytes = 16;

Outcome Refused(const Entry& entry, std::string_view code, std::string result = {}) {
  return {entry.header.seq, false, std::string(code), std::move(result)};
}
Outcome Accepted(const Entry& entry, std::string result = "{}") { return {entry.header.seq, true, {}, std::move(result)}; }

int64_t NowS(const Entry& entry) { return entry.header.time_ms / 1000; }

// Whether it can be taken: something to go by, and nothing out of its range.
bool IsComplaint(const Complaint& complaint) {
  if (complaint.transfers.empty() && complaint.indicators.empty()) return false;
  if (complaint.category > kCategoryMax) return false;
  return complaint.transfers.size() <= event::kCaseTransfersMax && PaidOf(complaint) <= event::kSatangMax;
}

// Whether a complaint of what the case lost is counted with it. A case that was rejected is not counted: who tells of its loss
// again is heard anew, and the banks are asked. Where nobody vouches for one of the two, it may tell of no money that the other
// does not: a stranger's transfers would pass for the victim's.
base::Result<bool> MayTakeIn(CaseRef ref, const Complaint& complaint, const Tables& tables, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const CaseRef of, CountingCase(tables, txn, ref));
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, of));
  if (!row || row->state == CaseState::kRejected) return false;
  if (row->verified == complaint.verified) return true;
  ASSIGN_OR_RETURN(const Complaint known, FoldCase(tables, txn, of));
  return row->verified ? TellsNoMoreMoney(complaint, known) : TellsNoMoreMoney(known, complaint);
}

base::Result<std::optional<CaseRef>> FindJoined(const Complaint& complaint, const Tables& tables, store::WriteTxn& txn) {
  if (complaint.joins.seq != 0) {
    ASSIGN_OR_RETURN(const auto named, ReadCase(tables, txn, complaint.joins));
    if (named) return std::optional(complaint.joins);
  }
  for (size_t i = 0; i < event::kExternalIdCount; ++i) {
    if (complaint.external_ids[i].empty()) continue;
    ASSIGN_OR_RETURN(const auto found, FindExternalId(tables, txn, static_cast<event::ExternalId>(i), complaint.external_ids[i],
                                                      complaint.station));
    if (!found) continue;
    ASSIGN_OR_RETURN(const CaseRef of, CountingCase(tables, txn, *found));
    ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, of));
    if (row && row->state != CaseState::kRejected) return found;
  }
  ASSIGN_OR_RETURN(const std::vector<CaseRef> same, FindSameLoss(tables, txn, complaint));
  for (const CaseRef ref : same) {
    ASSIGN_OR_RETURN(const bool may, MayTakeIn(ref, complaint, tables, txn));
    if (may) return std::optional(ref);
  }
  return std::optional<CaseRef>();
}

// The case's first report to police, of a case that a bank told first. Nobody vouches for a time before the bank was told.
void CountComplaint(const Complaint& complaint, CaseRow& row) {
  if (row.channel != event::CaseChannel::kBank || complaint.channel == event::CaseChannel::kBank) return;
  const int64_t told_s = complaint.verified ? complaint.reported_s : std::max(complaint.reported_s, row.reported_s);
  row.complained_s = row.complained_s == 0 ? told_s : std::min(row.complained_s, told_s);
}

base::Result<void> PutCode(const std::string& digits, CodeRow row, const Tables& tables, store::WriteTxn& txn) {
  std::array<uint8_t, kCodeBytes> digest;
  if (!base::HexDecode(digits, digest)) return {};  // none: nobody is told one (a file that is loaded)
  return tables.codes.Put(txn, {reinterpret_cast<const char*>(digest.data()), digest.size()}, EncodeCodeRow(row));
}

// What a complaint seals under keys of its own is found with the case it joined.
base::Result<void> PutSubjects(CaseRef of, const Complaint& complaint, const Tables& tables, store::WriteTxn& txn) {
  for (const IndexRow& row : IndexRows(of, complaint, tables))
    if (row.table == &tables.case_subjects) TRY(row.table->Put(txn, row.key, row.value));
  return {};
}

// One complaint of an entry: joins, or opens its case.
struct Filed {
  char letter = '-';  // of the class: '0', '6'; '-' joined
  std::optional<json::object> evidence;
  CaseRef of;
};
base::Result<Filed> FileOne(const Entry& entry, CaseRef ref, const Complaint& complaint, const Tables& tables,
                            store::WriteTxn& txn) {
  Filed filed;
  ASSIGN_OR_RETURN(const auto joined, FindJoined(complaint, tables, txn));
  filed.of = ref;
  if (joined) {
    ASSIGN_OR_RETURN(filed.of, CountingCase(tables, txn, *joined));
  }
  CaseDesk desk(entry, filed.of, tables, txn);
  if (joined) {
    ASSIGN_OR_RETURN(const bool found, desk.Read(true));
    if (!found) return base::Fail(base::ErrorCode::kDamaged, "an index names a case that is not there");
    const bool vouched = desk.now.verified, outweighs = complaint.verified && !vouched;
    const bool since_filing = desk.now.state == CaseState::kReceived && desk.now.since_s == desk.complaint.reported_s;
    Join(vouched, complaint, desk.complaint);
    if (since_filing) desk.now.since_s = desk.complaint.reported_s;
    if (outweighs && !complaint.station.empty()) desk.now.station = complaint.station;
    if (desk.now.station.empty()) desk.now.station = desk.complaint.station;
    if (desk.now.complaints < UINT16_MAX) ++desk.now.complaints;
    CountComplaint(complaint, desk.now);
    TRY(AddHistory(filed.of, {ref.seq, ref.number, EntryType::kCaseFile, desk.now.state, desk.now.state}, tables, txn));
  } else {
    desk.complaint = complaint;
    desk.now.station = complaint.station;
    desk.now.by_public = entry.header.actor == "anon";
    desk.now.complaints = 1;
    desk.now.since_s = complaint.reported_s;
  }
  TRY(desk.Write(true));
  if (joined) TRY(PutSubjects(filed.of, complaint, tables, txn));
  const ComplaintRow row{filed.of,          complaint.channel,    complaint.kind,
                         complaint.station, complaint.reported_s, complaint.damage_satang};
  TRY(WriteComplaint(ref, row, tables, txn));
  TRY(CountArrived(row, 1, tables, txn));
  // Whom nobody vouches for follows what they told, and not the case it is counted with: they may be strangers to it.
  TRY(PutCode(complaint.code, {joined && !complaint.verified ? ref : filed.of, desk.now.issue}, tables, txn));
  if (joined)
    filed.evidence = desk.Evidence();
  else
    filed.letter = static_cast<char>('0' + desk.now.evidence_class);
  return filed;
}

std::string Names(std::span<const CaseState> states, CaseState from) {
  json::array allowed;
  for (const CaseState state : states) allowed.push_back(json::string_view(event::Name(state).data(), event::Name(state).size()));
  return json::serialize(json::object{{"from", event::Name(from)}, {"allowed", std::move(allowed)}});
}

std::string Missing(std::string_view member) { return json::serialize(json::object{{"member", member}}); }

std::string EvidenceResult(json::array evidence) {
  if (evidence.empty()) return "{}";
  return json::serialize(json::object{{"evidence", std::move(evidence)}});
}

// What an officer has released stays released where the same money is told of again: the transfers of `to` that tell of a
// released one of `from`, whose rows are `rows`.
std::vector<event::Transfer> ReleasedOf(const Complaint& from, const std::vector<TransferRow>& rows, const Complaint& to) {
  std::vector<event::Transfer> released;
  for (const TransferRow& row : rows) {
    if (!row.released || row.by_bank) continue;
    for (const event::Transfer& transfer : to.transfers)
      if (SameLoss(from, row.transfer, to, transfer)) released.push_back(transfer);
  }
  return released;
}

// A move to kMerged: the other case takes in what this one tells.
base::Result<std::optional<json::object>> MergeInto(const Entry& entry, CaseDesk& desk, CaseRef into, const Tables& tables,
                                                    store::WriteTxn& txn) {
  CaseDesk other(entry, into, tables, txn);
  TRY(other.Read(true));
  ASSIGN_OR_RETURN(const std::vector<TransferRow> own, ReadTransfers(tables, txn, desk.of()));
  // Its money is the other's from now on: what a complaint told by what is completed there, what banks told as it is.
  std::vector<TransferRow> by_banks;
  for (const TransferRow& row : own)
    if (row.by_bank) by_banks.push_back(row);
  TRY(WriteTransfers(desk.of(), own, {}, tables, txn));
  TRY(BookAccounts(desk.of(), own, {}, tables, txn));
  TRY(WriteTransfers(into, {}, by_banks, tables, txn));
  TRY(BookAccounts(into, {}, by_banks, tables, txn));
  TRY(MoveCaseHolds(entry.header, desk.of(), into, desk.now, &other.now, tables, txn));
  Complete(desk.complaint, other.complaint);
  const std::vector<event::Transfer> released = ReleasedOf(desk.complaint, own, other.complaint);
  other.now.complaints = static_cast<uint16_t>(std::min<unsigned>(UINT16_MAX, other.now.complaints + desk.now.complaints));
  TRY(AddHistory(into, {entry.header.seq, 0, EntryType::kCaseMove, other.now.state, other.now.state}, tables, txn));
  TRY(other.Write(true, released));
  return std::optional<json::object>(other.Evidence());
}

// The way back: the case with which it has been counted, which is the one it was merged into or one that this was merged into,
// tells its own again.
base::Result<json::object> TakeOutOf(const Entry& entry, CaseDesk& desk, CaseRef merged_into, const Tables& tables,
                                     store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const CaseRef counting, CountingCase(tables, txn, merged_into));
  CaseDesk other(entry, counting, tables, txn);
  ASSIGN_OR_RETURN(const bool found, other.Read(true));
  if (!found) return base::Fail(base::ErrorCode::kDamaged, "the case that another is merged into is missing");
  ASSIGN_OR_RETURN(const std::vector<HistoryRow> history, ReadHistory(tables, txn, merged_into));
  for (const HistoryRow& row : history) {
    if (row.type != EntryType::kCaseMove) continue;
    ASSIGN_OR_RETURN(const auto moved, tables.log->Read(txn, row.seq));
    if (!moved || !moved->body) continue;
    ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*moved->body));
    if (move.to == CaseState::kMerged && move.of == desk.of()) TRY(RemoveHistory(merged_into, row.seq, row.number, tables, txn));
  }
  ASSIGN_OR_RETURN(other.complaint, FoldCase(tables, txn, counting));
  TRY(TakeHoldsBack(desk.of(), desk.complaint, counting, other.complaint, desk.now, other.now, tables, txn));
  const auto take_out = [&desk](CaseRow& row) {
    row.complaints = static_cast<uint16_t>(row.complaints - std::min(row.complaints, desk.now.complaints));
  };
  for (CaseRef between = merged_into; !(between == counting);) {
    ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, between));
    const CaseRef next = row->into;
    take_out(*row);
    TRY(WriteCase(between, *row, tables, txn));
    between = next;
  }
  take_out(other.now);
  TRY(other.Write(true));
  return other.Evidence();
}

// What a move needs; empty: all is there.
std::string_view MissingMember(const event::CaseMove& move) {
  if (move.to == CaseState::kClosed && move.outcome == CaseOutcome::kNone) return "outcome";
  if (move.to == CaseState::kRejected && move.reason.empty()) return "reason";
  if (move.to == CaseState::kMerged && move.into.seq == 0) return "into";
  if (move.to == CaseState::kTransferred && move.station.empty()) return "station";
  return {};
}

void MoveRow(const event::CaseMove& move, int64_t now_s, CaseRow& row) {
  row.before = row.state;
  row.state = move.to;
  row.since_s = now_s;
  if (!move.station.empty()) row.station = move.station;
  if (!move.crime_case_no.empty()) row.crime_case_no = move.crime_case_no;
  switch (move.to) {
    case CaseState::kStatementTaken:
      row.verified = true;  // an officer has seen who tells it
      break;
    case CaseState::kAccepted:
      row.verified = true;
      if (row.accepted_s == 0) row.accepted_s = now_s;
      break;
    case CaseState::kClosed:
      row.closed_s = now_s;
      row.outcome = move.outcome;
      break;
    case CaseState::kReopened:
      row.closed_s = 0;
      row.outcome = CaseOutcome::kNone;
      row.into = {};
      break;
    case CaseState::kMerged:
      row.into = move.into;
      break;
    default:
      break;
  }
}

}  // namespace

base::Result<Outcome> DecideCaseFile(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto file = event::DecodeCaseFileOnce(*entry.body);
  if (file.has_error()) return Refused(entry, "bad_body");
  if ((*file)->canon != indicator::kCanonVersion) return Refused(entry, "canon_version");
  const std::vector<Complaint>& complaints = (*file)->complaints;
  if (!std::all_of(complaints.begin(), complaints.end(), IsComplaint)) return Refused(entry, "bad_case");
  std::string classes;
  json::array joined, evidence;
  for (size_t i = 0; i < complaints.size(); ++i) {
    const CaseRef ref{entry.header.seq, static_cast<uint16_t>(i)};
    ASSIGN_OR_RETURN(Filed filed, FileOne(entry, ref, complaints[i], tables, txn));
    classes += filed.letter;
    if (!filed.evidence) continue;
    joined.push_back(json::array{i, filed.of.seq, filed.of.number});
    evidence.push_back(std::move(*filed.evidence));
  }
  json::object result{{"classes", classes}};
  if (!joined.empty()) {
    result["joined"] = std::move(joined);
    result["evidence"] = std::move(evidence);
  }
  return Accepted(entry, json::serialize(result));
}

base::Result<Outcome> DecideCaseAmend(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto amend = event::DecodeCaseAmend(*entry.body);
  if (amend.has_error()) return Refused(entry, "bad_body");
  CaseDesk desk(entry, amend->of, tables, txn);
  ASSIGN_OR_RETURN(const bool found, desk.Read(true));
  if (!found) return Refused(entry, "not_found");
  if (desk.now.state == CaseState::kMerged)
    return Refused(entry, "wrong_state", Names(NextStates(desk.now.state), desk.now.state));
  const Complaint before = desk.complaint;
  TRY(Amend(*amend, desk.complaint));
  if (!IsComplaint(desk.complaint)) return Refused(entry, "bad_case");
  for (size_t i = 0; i < event::kExternalIdCount; ++i) {
    const std::string& id = desk.complaint.external_ids[i];
    if (id.empty() || (id == before.external_ids[i] && desk.complaint.station == before.station)) continue;
    ASSIGN_OR_RETURN(const auto other,
                     FindExternalId(tables, txn, static_cast<event::ExternalId>(i), id, desk.complaint.station));
    if (other && *other != amend->of) return Refused(entry, "conflict", Missing(event::Name(static_cast<event::ExternalId>(i))));
  }
  if (desk.complaint.station != before.station) desk.now.station = desk.complaint.station;
  const bool since_filing = desk.now.state == CaseState::kReceived && desk.now.since_s == before.reported_s;
  if (since_filing) desk.now.since_s = desk.complaint.reported_s;
  TRY(desk.Write(true));
  TRY(AddHistory(amend->of, {entry.header.seq, 0, EntryType::kCaseAmend, desk.now.state, desk.now.state}, tables, txn));
  ASSIGN_OR_RETURN(const auto row, ReadComplaint(tables, txn, amend->of));
  if (row) {
    const ComplaintRow amended{row->of,
                               desk.complaint.channel,
                               desk.complaint.kind,
                               desk.complaint.station,
                               desk.complaint.reported_s,
                               desk.complaint.damage_satang};
    if (amended != *row) {
      TRY(CountArrived(*row, -1, tables, txn));
      TRY(CountArrived(amended, 1, tables, txn));
      TRY(WriteComplaint(amend->of, amended, tables, txn));
    }
  }
  return Accepted(entry, EvidenceResult({desk.Evidence()}));
}

base::Result<Outcome> DecideCaseMove(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto move = event::DecodeCaseMove(*entry.body);
  if (move.has_error()) return Refused(entry, "bad_body");
  CaseDesk desk(entry, move->of, tables, txn);
  // What is told is read where it moves to another case or back.
  ASSIGN_OR_RETURN(const auto standing, ReadCase(tables, txn, move->of));
  if (!standing) return Refused(entry, "not_found");
  if (!MayMove(standing->state, move->to))
    return Refused(entry, "wrong_state", Names(NextStates(standing->state), standing->state));
  if (const std::string_view member = MissingMember(*move); !member.empty())
    return Refused(entry, "missing_member", Missing(member));
  const bool unmerges = standing->state == CaseState::kMerged, merges = move->to == CaseState::kMerged;
  const bool reopens = move->to == CaseState::kReopened;  // its money is asked for again
  CaseRef into;
  if (merges) {
    ASSIGN_OR_RETURN(const auto other, ReadCase(tables, txn, move->into));
    if (!other) return Refused(entry, "not_found", Missing("into"));
    ASSIGN_OR_RETURN(into, CountingCase(tables, txn, move->into));
    if (into == move->of) return Refused(entry, "conflict", Missing("into"));
    ASSIGN_OR_RETURN(const int deep, MergesDeep(tables, txn, move->of));
    if (deep + 1 > kMergesMax) return Refused(entry, "too_many_items", Missing("into"));
    ASSIGN_OR_RETURN(const auto counting, ReadCase(tables, txn, into));
    if (!counting || standing->requested_satang > kCaseSatangMax - counting->requested_satang) return Refused(entry, "bad_case");
  }
  if (!move->crime_case_no.empty()) {
    const std::string& station = move->station.empty() ? standing->station : move->station;
    ASSIGN_OR_RETURN(const auto other,
                     FindExternalId(tables, txn, event::ExternalId::kCrimeCaseNo, move->crime_case_no, station));
    if (other && *other != move->of) return Refused(entry, "conflict", Missing("crime_case_no"));
    TRY(tables.external_ids.Put(txn, ExternalIdKey(event::ExternalId::kCrimeCaseNo, move->crime_case_no, station),
                                CaseKey(move->of)));
  }
  ASSIGN_OR_RETURN([[maybe_unused]] const bool found, desk.Read(merges || reopens));
  json::array evidence;
  std::vector<event::Transfer> released;
  const uint8_t class_before = desk.now.evidence_class;
  event::CaseMove done = *move;
  if (merges) done.into = into;
  MoveRow(done, NowS(entry), desk.now);
  if (merges) {
    ASSIGN_OR_RETURN(const auto other, MergeInto(entry, desk, into, tables, txn));
    if (other) evidence.push_back(*other);
  } else if (unmerges) {
    ASSIGN_OR_RETURN(const CaseRef counting, CountingCase(tables, txn, standing->into));
    ASSIGN_OR_RETURN(const std::vector<TransferRow> rows, ReadTransfers(tables, txn, counting));
    ASSIGN_OR_RETURN(const Complaint both, FoldCase(tables, txn, counting));
    released = ReleasedOf(both, rows, desk.complaint);
    ASSIGN_OR_RETURN(json::object other, TakeOutOf(entry, desk, standing->into, tables, txn));
    evidence.push_back(std::move(other));
  } else if (move->to == CaseState::kRejected || (move->to == CaseState::kClosed && move->outcome == CaseOutcome::kWithdrawn)) {
    TRY(MoveCaseHolds(entry.header, move->of, {}, desk.now, nullptr, tables, txn));
  }
  TRY(desk.Write(reopens, released));
  TRY(AddHistory(move->of, {entry.header.seq, 0, EntryType::kCaseMove, standing->state, move->to}, tables, txn));
  TRY(tables.outbox.Put(txn, store::SeqKey(entry.header.seq), EncodeOutboxRow(move->of, move->to)));
  if (desk.now.evidence_class != class_before) {
    if (class_before == kNoClass && !desk.IsTold()) TRY(desk.Tell());
    evidence.push_back(class_before == kNoClass ? desk.Evidence() : desk.EvidenceClass());
  }
  return Accepted(entry, EvidenceResult(std::move(evidence)));
}

base::Result<Outcome> DecideCaseNote(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto note = event::DecodeCaseNote(*entry.body);
  if (note.has_error()) return Refused(entry, "bad_body");
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, note->of));
  if (!row) return Refused(entry, "not_found");
  if (!note->assignee.empty()) {
    row->assignee = note->assignee == "-" ? std::string() : note->assignee;
    TRY(WriteCase(note->of, *row, tables, txn));
  }
  TRY(AddHistory(note->of, {entry.header.seq, 0, EntryType::kCaseNote, row->state, row->state}, tables, txn));
  return Accepted(entry);
}

base::Result<Outcome> DecideCaseLink(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto link = event::DecodeCaseLink(*entry.body);
  if (link.has_error() || link->a == link->b) return Refused(entry, "bad_body");
  for (const CaseRef ref : {link->a, link->b}) {
    ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, ref));
    if (!row) return Refused(entry, "not_found");
  }
  std::string value(1, link->confirmed ? '\1' : '\0');
  base::AppendBe<8>(entry.header.seq, value);
  TRY(tables.links.Put(txn, CaseKey(link->a) + CaseKey(link->b), value));
  TRY(tables.links.Put(txn, CaseKey(link->b) + CaseKey(link->a), value));
  return Accepted(entry);
}

base::Result<Outcome> DecideCaseCode(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto code = event::DecodeCaseCode(*entry.body);
  if (code.has_error()) return Refused(entry, "bad_body");
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, code->of));
  if (!row) return Refused(entry, "not_found");
  if (code->issue != row->issue + 1) return Refused(entry, "wrong_state");
  row->issue = code->issue;  // codes of an earlier issue are void from now on
  TRY(WriteCase(code->of, *row, tables, txn));
  TRY(PutCode(code->code, {code->of, code->issue}, tables, txn));
  return Accepted(entry);
}

base::Result<Outcome> DecideControlTotal(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto total = event::DecodeControlTotal(*entry.body);
  if (total.has_error()) return Refused(entry, "bad_body");
  TRY(WriteTold(*total, entry.header.seq, tables, txn));
  return Accepted(entry);
}

base::Result<Outcome> DecideTransferRelease(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto release = event::DecodeTransferRelease(*entry.body);
  if (release.has_error()) return Refused(entry, "bad_body");
  const CaseRef of = release->of;
  ASSIGN_OR_RETURN(auto row, ReadCase(tables, txn, of));
  if (!row) return Refused(entry, "not_found");
  ASSIGN_OR_RETURN(const std::vector<TransferRow> before, ReadTransfers(tables, txn, of));
  std::vector<TransferRow> after = before;
  const auto released = std::ranges::find(after, release->transfer, &TransferRow::ref);
  if (released == after.end()) return Refused(entry, "not_found");
  if (released->released == release->released) return Refused(entry, "wrong_state");
  released->released = release->released;
  SetLevels(after);
  TRY(WriteTransfers(of, before, after, tables, txn));
  TRY(BookAccounts(of, before, after, tables, txn));
  // Money that is no part of the fraud is not asked for. What a bank holds already is its answer's, and an officer's to release.
  ASSIGN_OR_RETURN(const Complaint complaint, FoldCase(tables, txn, of));
  const auto bank_case = static_cast<size_t>(event::ExternalId::kBankCaseId);
  TRY(SettleCaseHolds(entry.header, of, complaint.external_ids[bank_case], after, nullptr, *row, tables, txn));
  TRY(WriteCase(of, *row, tables, txn));
  TRY(AddHistory(of, {entry.header.seq, 0, EntryType::kTransferRelease, row->state, row->state}, tables, txn));
  return Accepted(entry);
}

base::Result<Outcome> DecideNoticeSent(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto sent = event::DecodeNoticeSent(*entry.body);
  if (sent.has_error()) return Refused(entry, "bad_body");
  bool any = false;
  for (const uint64_t notice : sent->notices) {
    ASSIGN_OR_RETURN(const bool waited, tables.outbox.Delete(txn, store::SeqKey(notice)));
    any |= waited;
  }
  return any ? Accepted(entry) : Refused(entry, "not_found");
}

base::Result<void> ForgetPeople(const std::vector<uint64_t>& subjects, const Tables& tables, store::WriteTxn& txn) {
  for (const uint64_t subject : subjects) {
    std::string prefix;
    base::AppendBe<8>(subject, prefix);
    std::vector<CaseRef> cases;
    {
      ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_subjects));
      ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
      while (row && row->key.starts_with(prefix)) {
        ASSIGN_OR_RETURN(const CaseRef ref, DecodeCaseKey(row->key.substr(prefix.size())));
        cases.push_back(ref);
        ASSIGN_OR_RETURN(row, cursor.Next());
      }
    }
    for (const CaseRef ref : cases) {
      ASSIGN_OR_RETURN(const Complaint complaint, FoldCase(tables, txn, ref));
      for (const event::Victim& victim : complaint.victims) {
        if (!victim.sealed || victim.sealed->subject != subject) continue;
        Complaint alone;
        alone.victims = {victim};
        for (const IndexRow& row : IndexRows(ref, alone, tables)) TRY(row.table->Delete(txn, row.key));
      }
      TRY(tables.case_subjects.Delete(txn, prefix + CaseKey(ref)));
    }
  }
  return {};
}

}  // namespace cybercheck::cases
