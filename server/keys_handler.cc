// SPDX-License-Identifier: Apache-2.0
// Whose keys are destroyed, and the master key: administration over the control socket. These handlers wait for the disk and for
// entries: the control thread's only.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/hex.h"
#include "base/json_reader.h"
#include "cases/appeals.h"
#include "cases/attachment.h"
#include "cases/case_ids.h"
#include "cases/reports.h"
#include "cases/subjects.h"
#include "event/big_endian.h"
#include "event/report_submit.h"
#include "event/subject_erase.h"
#include "server/control_routes.h"
#include "server/handlers.h"
#include "server/services.h"
#include "store/attachments.h"
#include "store/erasures.h"

namespace cybercheck::server {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;

Error Explain(const base::JsonReader& reader, std::string_view member, const char* type) {
  if (!reader.wrong_type()) return *reader.error();
  return Fail(ErrorCode::kBadRequest, (member.empty() ? "the body" : std::string(member)) + " must be " + type);
}

Error Unknown(std::string_view member) {
  return Fail(ErrorCode::kUnknownMember, std::string(member.substr(0, 64)) + " is not a member of this request");
}

struct EraseRequest {
  std::vector<uint64_t> subjects;
  std::string report, of_case, appeal, ground = "request";
};

base::Result<EraseRequest> DecodeErase(const Request& request, Worker& worker) {
  EraseRequest out;
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name, text;
  if (!reader.EnterObject()) return Explain(reader, "", "an object");
  while (reader.NextMember(name)) {
    if (name == "subjects") {
      if (!reader.EnterArray()) return Explain(reader, name, "an array");
      while (reader.NextElement()) {
        int64_t subject = 0;
        if (!reader.Integer(subject) || subject < 1) return Explain(reader, "subjects", "positive numbers");
        if (out.subjects.size() == kControlEraseMax) return Fail(ErrorCode::kTooManyItems, "at most 100000 subjects");
        out.subjects.push_back(static_cast<uint64_t>(subject));
      }
    } else if (name == "report" || name == "case" || name == "appeal" || name == "ground") {
      std::string& member = name == "report"   ? out.report
                            : name == "case"   ? out.of_case
                            : name == "appeal" ? out.appeal
                                               : out.ground;
      const std::string called(name);
      if (!reader.String(text)) return Explain(reader, called, "a string");
      member = text;
    } else {
      return Unknown(name);
    }
  }
  if (!reader.AtEnd()) return *reader.error();
  if (out.ground != "request" && out.ground != "retention")
    return Fail(ErrorCode::kBadRequest, "ground must be request or retention");
  return out;
}

// Whose keys seal what came with a report: its text, and its files.
base::Result<std::vector<uint64_t>> SubjectsOfReport(Services& services, std::string_view id) {
  const auto public_id = cases::ParsePublicId(id);
  if (!public_id) return Fail(ErrorCode::kBadRequest, "report must be the id that its reporter was given");
  std::vector<uint64_t> subjects;
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto ref, cases::FindReport(tables, txn, *public_id));
  if (!ref) return Fail(ErrorCode::kNotFound, "there is no report of this id");
  ASSIGN_OR_RETURN(const auto entries, services.sequencer.ReadFrom(ref->seq, 1));
  if (entries.empty() || !entries[0].body) return Fail(ErrorCode::kNotFound, "the report's entry has no body any more");
  ASSIGN_OR_RETURN(const auto submit, event::DecodeReportSubmit(*entries[0].body));
  if (ref->report >= submit.reports.size()) return Fail(ErrorCode::kNotFound, "there is no report of this number");
  const event::Report& report = submit.reports[ref->report];
  if (report.sealed) subjects.push_back(report.sealed->subject);
  for (const std::string& attachment_id : report.attachments) {
    ASSIGN_OR_RETURN(const auto attachment, cases::AttachmentOf(tables, txn, attachment_id));
    if (attachment) subjects.push_back(attachment->subject);
  }
  return subjects;
}

// Whose keys seal what was told of a case.
base::Result<std::vector<uint64_t>> SubjectsOfCase(Services& services, std::string_view id) {
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto ref, cases::FindCase(tables, txn, id));
  if (!ref) return Fail(ErrorCode::kNotFound, "there is no case of this id");
  return cases::SubjectsOfCase(tables, txn, *ref);
}

// Whose key seals what somebody who appealed told of themselves; none: nothing was sealed.
base::Result<std::vector<uint64_t>> SubjectsOfAppeal(Services& services, std::string_view id) {
  const auto public_id = cases::ParsePublicId(id);
  if (!public_id) return Fail(ErrorCode::kBadRequest, "appeal must be the id that whoever opened it was given");
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto appeal, cases::FindAppeal(services.cases.tables(), txn, *public_id));
  if (!appeal) return Fail(ErrorCode::kNotFound, "there is no appeal of this id");
  if (appeal->row.subject == 0) return std::vector<uint64_t>();
  return std::vector<uint64_t>{appeal->row.subject};
}

// What was sealed for them cannot be opened any more; their files need no room.
base::Result<void> RemoveFilesOf(Services& services, const std::set<uint64_t>& subjects) {
  std::vector<std::string> ids;
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, services.cases.tables().attachments));
    ASSIGN_OR_RETURN(auto row, cursor.First());
    while (row) {
      ASSIGN_OR_RETURN(const cases::Attachment attachment, cases::DecodeAttachment(row->value));
      if (subjects.contains(attachment.subject))
        ids.push_back(base::HexEncode({reinterpret_cast<const uint8_t*>(row->key.data()), row->key.size()}));
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
  }
  store::Attachments attachments(store::DataDirectory::AttachmentsPath(services.directory.path()), services.key_ring);
  for (const std::string& id : ids) TRY(attachments.Remove(id));
  return {};
}

// The same people on the same ground are the same command: repeated, it finishes what was cut short and changes nothing else.
event::Draft DraftOf(std::span<const uint64_t> subjects, const std::string& ground, int64_t now_ms) {
  event::Draft draft;
  std::string identity = "subject_erase " + ground + " ";
  for (const uint64_t subject : subjects) event::AppendU64(identity, subject);
  draft.id = base::Sha256(identity);
  draft.time_ms = now_ms;
  draft.type = event::EntryType::kSubjectErase;
  draft.actor = "cli";
  draft.body = event::EncodeSubjectErase({ground, {subjects.begin(), subjects.end()}});
  return draft;
}

// Keys first, then the entry that tells of it: a crash between leaves people erased and untold, and the command to be repeated.
base::Result<uint64_t> Erase(Services& services, const std::set<uint64_t>& all, const std::string& ground) {
  const std::vector<uint64_t> subjects(all.begin(), all.end());
  TRY(services.key_ring.Erase(subjects));
  TRY(RemoveFilesOf(services, all));
  uint64_t seq = 0;
  for (size_t at = 0; at < subjects.size(); at += event::kErasedSubjectsMax) {
    const auto part = std::span(subjects).subspan(at, std::min(event::kErasedSubjectsMax, subjects.size() - at));
    ASSIGN_OR_RETURN(const auto reply, services.sequencer.SubmitAndWait(DraftOf(part, ground, services.clock.NowMs())));
    if (!reply.outcome.accepted) return Fail(ErrorCode::kConflict, "the entry was refused: " + reply.outcome.code);
    seq = reply.outcome.seq;
  }
  return seq;
}

struct RetainRequest {
  std::array<int64_t, cases::kSubjectClassCount> days{};  // 0: kept
  bool dry_run = false;
};

base::Result<RetainRequest> DecodeRetain(const Request& request, Worker& worker) {
  RetainRequest out;
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name;
  int64_t number = 0;
  if (!reader.EnterObject()) return Explain(reader, "", "an object");
  while (reader.NextMember(name)) {
    const auto subject_class = cases::SubjectClassNamed(name);
    const bool dry_run = name == "dry_run";
    if (!dry_run && !subject_class) return Unknown(name);
    if (!reader.Integer(number) || number < 0 || number > kRetentionDaysMax)
      return Explain(reader, dry_run ? "dry_run" : "a class", "a number of days");
    if (dry_run)
      out.dry_run = number != 0;
    else
      out.days[static_cast<size_t>(*subject_class)] = number;
  }
  if (!reader.AtEnd()) return *reader.error();
  return out;
}

struct ClassCount {
  uint64_t subjects = 0, due = 0;
  int64_t oldest_s = 0;
};

struct Due {
  std::array<ClassCount, cases::kSubjectClassCount> classes;
  std::set<uint64_t> subjects;  // at most kControlEraseMax
  uint64_t left = 0;            // due beyond those
};

// One subject may seal several things: it is due when each of them is.
base::Result<Due> FindDue(Services& services, const RetainRequest& retain) {
  Due due;
  std::map<uint64_t, bool> is_due;
  const int64_t now_s = services.clock.NowS();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  TRY(cases::WalkSubjects(services.cases.tables(), txn, [&](const cases::SubjectUse& use) -> base::Result<void> {
    const size_t c = static_cast<size_t>(use.subject_class);
    ClassCount& count = due.classes[c];
    const bool over = retain.days[c] != 0 && use.since_s != 0 && use.since_s + retain.days[c] * 86400 < now_s;
    ++count.subjects;
    if (over) ++count.due;
    if (use.since_s != 0 && (count.oldest_s == 0 || use.since_s < count.oldest_s)) count.oldest_s = use.since_s;
    const auto [known, fresh] = is_due.try_emplace(use.subject, over);
    if (!fresh) known->second = known->second && over;
    return {};
  }));
  for (const auto& [subject, over] : is_due) {
    if (!over) continue;
    if (due.subjects.size() < kControlEraseMax)
      due.subjects.insert(subject);
    else
      ++due.left;
  }
  return due;
}

base::Result<uint64_t> RowsOf(store::Environment& environment, const store::ReadTxn& txn, store::TableId id) {
  const auto table = environment.OpenTable(txn, id);
  if (table.has_error() && table.error().code == ErrorCode::kNotFound) return uint64_t{0};
  TRY(table);
  return table->Count(txn);
}

std::string Member(std::string_view name, uint64_t number) { return "\"" + std::string(name) + "\":" + std::to_string(number); }

}  // namespace

void ControlEraseSubjects(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto asked = DecodeErase(request, worker);
  if (asked.has_error()) return response.Refuse(asked.error());
  std::set<uint64_t> subjects(asked->subjects.begin(), asked->subjects.end());
  if (!asked->report.empty()) {
    const auto of_report = SubjectsOfReport(services, asked->report);
    if (of_report.has_error()) return response.Refuse(of_report.error());
    subjects.insert(of_report->begin(), of_report->end());
  }
  if (!asked->of_case.empty()) {
    const auto of_case = SubjectsOfCase(services, asked->of_case);
    if (of_case.has_error()) return response.Refuse(of_case.error());
    subjects.insert(of_case->begin(), of_case->end());
  }
  if (!asked->appeal.empty()) {
    const auto of_appeal = SubjectsOfAppeal(services, asked->appeal);
    if (of_appeal.has_error()) return response.Refuse(of_appeal.error());
    subjects.insert(of_appeal->begin(), of_appeal->end());
  }
  uint64_t seq = 0;
  if (!subjects.empty()) {
    const auto erased = Erase(services, subjects, asked->ground);
    if (erased.has_error()) return response.Refuse(erased.error());
    seq = *erased;
  }
  response.body = "{\"erased\":[";
  for (const uint64_t subject : subjects) {
    if (response.body.back() != '[') response.body += ',';
    response.body += std::to_string(subject);
  }
  response.body += "]," + Member("seq", seq) + "}";
}

void ControlKeys(const Request&, Worker& worker, Response& response) {
  store::DataDirectory& directory = worker.services().directory;
  uint64_t secrets = 0, subjects = 0;
  const auto counted = directory.keys().Read(
      [&](store::Environment& environment, const store::ReadTxn& txn, const store::SecretKey&) -> base::Result<void> {
        ASSIGN_OR_RETURN(secrets, RowsOf(environment, txn, store::kSecretsTable));
        ASSIGN_OR_RETURN(subjects, RowsOf(environment, txn, store::kSubjectsTable));
        return {};
      });
  if (counted.has_error()) return response.Refuse(counted.error());
  const auto erasures = store::ReadErasures(directory.path() + "/" + store::kErasuresFile);
  if (erasures.has_error()) return response.Refuse(erasures.error());
  // One secret only tells whether the master key is the right one.
  response.body = "{" + Member("secrets", secrets == 0 ? 0 : secrets - 1) + "," + Member("subjects", subjects) + "," +
                  Member("subjects_destroyed", erasures->size()) + "}";
}

void ControlRotateKeys(const Request& request, Worker& worker, Response& response) {
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name, text;
  std::string new_key;
  if (!reader.EnterObject()) return response.Refuse(Explain(reader, "", "an object"));
  while (reader.NextMember(name)) {
    if (name != "new_key") return response.Refuse(Unknown(name));
    if (!reader.String(text)) return response.Refuse(Explain(reader, "new_key", "the path of a file"));
    new_key = text;
  }
  if (!reader.AtEnd()) return response.Refuse(*reader.error());
  store::SecretKey master = store::SecretKey::Random();
  if (!new_key.empty()) {
    const auto read = store::ReadMasterKey(new_key, false);
    if (read.has_error()) return response.Refuse(read.error());
    master = *read;
  }
  if (const auto rotated = worker.services().directory.keys().Rotate(master); rotated.has_error())
    return response.Refuse(rotated.error());
  ControlKeys(request, worker, response);
}

void ControlCopyKeys(const Request&, Worker& worker, Response& response) {
  store::KeyFile& keys = worker.services().directory.keys();
  const auto copy = keys.MakeCopy();
  if (copy.has_error()) return response.Refuse(copy.error());
  response.body = "{\"copy\":";
  wire::AppendJsonString(std::filesystem::absolute(*copy).string(), response.body);
  response.body += ",\"master_key_file\":";
  wire::AppendJsonString(std::filesystem::absolute(keys.master_key_file()).string(), response.body);
  response.body += '}';
}

void ControlRetain(const Request& request, Worker& worker, Response& response) {
  Services& services = worker.services();
  const auto retain = DecodeRetain(request, worker);
  if (retain.has_error()) return response.Refuse(retain.error());
  const auto due = FindDue(services, *retain);
  if (due.has_error()) return response.Refuse(due.error());
  if (!retain->dry_run && !due->subjects.empty()) {
    if (const auto erased = Erase(services, due->subjects, "retention"); erased.has_error())
      return response.Refuse(erased.error());
  }
  response.body = "{\"classes\":{";
  for (size_t c = 0; c < due->classes.size(); ++c) {
    const ClassCount& count = due->classes[c];
    response.body += std::string(c == 0 ? "" : ",") + "\"" + std::string(cases::Name(static_cast<cases::SubjectClass>(c))) +
                     "\":{" + Member("kept_days", static_cast<uint64_t>(retain->days[c])) + "," + Member("uses", count.subjects) +
                     "," + Member("due", count.due) + "," + Member("oldest_at", static_cast<uint64_t>(count.oldest_s)) + "}";
  }
  response.body += "}," + Member("subjects_due", due->subjects.size() + due->left) + "," +
                   Member("erased", retain->dry_run ? 0 : due->subjects.size()) + "}";
}

}  // namespace cybercheck::server
