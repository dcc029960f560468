// SPDX-License-Identifier: Apache-2.0
#include "cases/subjects.h"

#include <iterator>
#include <set>

#include "cases/appeal_row.h"
#include "cases/attachment.h"
#include "cases/case_history.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/erasure.h"
#include "cases/release_row.h"
#include "cases/report_row.h"
#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kNames[] = {"tip", "online", "hotline", "station", "patrol", "appeal", "attachment", "note", "case"};
static_assert(std::size(kNames) == kSubjectClassCount);
static_assert(static_cast<int>(SubjectClass::kPatrol) == static_cast<int>(event::Channel::kPatrol));

using ReadUse = std::function<base::Result<SubjectUse>(const store::Cursor::Row&)>;
using EachUse = std::function<base::Result<void>(const SubjectUse&)>;

base::Result<void> WalkTable(const store::Table& table, const Tables& tables, const store::ReadTxn& txn, const ReadUse& read,
                             const EachUse& each) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, table));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    ASSIGN_OR_RETURN(const SubjectUse use, read(*row));
    if (use.subject != 0) {
      ASSIGN_OR_RETURN(const auto erased, tables.erased.Get(txn, SubjectKey(use.subject)));
      if (!erased) TRY(each(use));
    }
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

base::Result<SubjectUse> OfReport(const store::Cursor::Row& bytes) {
  ASSIGN_OR_RETURN(const event::ReportRef ref, DecodeReportKey(bytes.key));
  ASSIGN_OR_RETURN(const ReportRow row, DecodeReportRow(bytes.value));
  return SubjectUse{row.subject, static_cast<SubjectClass>(row.channel), row.reported_s, ref.seq};
}

base::Result<SubjectUse> OfAppeal(const store::Cursor::Row& bytes) {
  if (bytes.key.size() != 8) return BadRow("appeals");
  ASSIGN_OR_RETURN(const AppealRow row, DecodeAppealRow(bytes.value));
  return SubjectUse{row.subject, SubjectClass::kAppeal, row.decided_s, event::U64At(bytes.key, 0)};
}

base::Result<SubjectUse> OfRelease(const store::Cursor::Row& bytes) {
  if (bytes.key.size() != 8) return BadRow("releases");
  ASSIGN_OR_RETURN(const ReleaseRow row, DecodeReleaseRow(bytes.value));
  return SubjectUse{row.subject, SubjectClass::kAppeal, row.decided_s, event::U64At(bytes.key, 0)};
}

base::Result<SubjectUse> OfAttachment(const store::Cursor::Row& bytes) {
  ASSIGN_OR_RETURN(const Attachment attachment, DecodeAttachment(bytes.value));
  return SubjectUse{attachment.subject, SubjectClass::kAttachment, attachment.added_s, attachment.seq};
}

base::Result<SubjectUse> OfNote(const store::Cursor::Row& bytes) {
  if (bytes.key.size() != 8 || bytes.value.size() != 16) return BadRow("notes");
  return SubjectUse{event::U64At(bytes.value, 0), SubjectClass::kNote, static_cast<int64_t>(event::U64At(bytes.value, 8)),
                    event::U64At(bytes.key, 0)};
}

// When the case that counts it ended; 0: somebody works on it.
base::Result<int64_t> EndedAt(event::CaseRef of, const Tables& tables, const store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const event::CaseRef counting, CountingCase(tables, txn, of));
  ASSIGN_OR_RETURN(const auto row, ReadCase(tables, txn, counting));
  return row && !IsOpen(row->state) ? row->since_s : 0;
}

}  // namespace

std::string_view Name(SubjectClass subject_class) noexcept { return kNames[static_cast<size_t>(subject_class)]; }

std::optional<SubjectClass> SubjectClassNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < kSubjectClassCount; ++i)
    if (kNames[i] == name) return static_cast<SubjectClass>(i);
  return std::nullopt;
}

base::Result<void> WalkSubjects(const Tables& tables, const store::ReadTxn& txn, const EachUse& each) {
  TRY(WalkTable(tables.reports, tables, txn, OfReport, each));
  TRY(WalkTable(tables.appeals, tables, txn, OfAppeal, each));
  TRY(WalkTable(tables.releases, tables, txn, OfRelease, each));
  TRY(WalkTable(tables.attachments, tables, txn, OfAttachment, each));
  TRY(WalkTable(tables.notes, tables, txn, OfNote, each));
  const auto of_case = [&](const store::Cursor::Row& bytes) -> base::Result<SubjectUse> {
    if (bytes.key.size() != 8 + kCaseKeyBytes) return BadRow("case_subjects");
    ASSIGN_OR_RETURN(const event::CaseRef of, DecodeCaseKey(bytes.key.substr(8)));
    ASSIGN_OR_RETURN(const int64_t ended_s, EndedAt(of, tables, txn));
    return SubjectUse{event::U64At(bytes.key, 0), SubjectClass::kCase, ended_s, of.seq};
  };
  return WalkTable(tables.case_subjects, tables, txn, of_case, each);
}

base::Result<std::vector<uint64_t>> SubjectsOfCase(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of) {
  std::set<uint64_t> subjects;
  std::set<event::CaseRef> seen;
  std::vector<event::CaseRef> cases = {of};
  while (!cases.empty()) {
    const event::CaseRef next = cases.back();
    cases.pop_back();
    if (!seen.insert(next).second) continue;
    ASSIGN_OR_RETURN(std::vector<HistoryRow> history, ReadHistory(tables, txn, next));
    history.push_back({next.seq, next.number, event::EntryType::kCaseFile, {}, {}});
    for (const HistoryRow& row : history) {
      ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, row.seq));
      if (!entry || !entry->body) continue;
      event::Complaint told;
      if (row.type == event::EntryType::kCaseFile) {
        ASSIGN_OR_RETURN(const auto file, event::DecodeCaseFileOnce(*entry->body));
        if (row.number < file->complaints.size()) told = file->complaints[row.number];
      } else if (row.type == event::EntryType::kCaseAmend) {
        ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry->body));
        TRY(event::ApplyComplaintMembers(amend.set, told));
      } else if (row.type == event::EntryType::kCaseMove) {
        ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry->body));
        cases.push_back(move.of);
      }
      for (const event::Victim& victim : told.victims)
        if (victim.sealed) subjects.insert(victim.sealed->subject);
      if (told.narrative) subjects.insert(told.narrative->subject);
    }
  }
  return std::vector<uint64_t>(subjects.begin(), subjects.end());
}

}  // namespace cybercheck::cases
