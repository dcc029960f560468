// SPDX-License-Identifier: Apache-2.0
// The week's bulletin, and what officers add to it.
//
//   GET /v1/statistics/bulletin · POST /v1/statistics/bulletin/notes
#include "cases/bangkok_calendar.h"
#include "cases/bulletin.h"
#include "server/bulletin_text.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// The Sunday that is named; another day is refused and its Sunday told.
base::Result<uint32_t> SundayOf(const std::string& text) {
  const auto day = cases::ParseDay(text);
  if (!day || *day < 14 || *day > 65'000) return Fail(ErrorCode::kBadRequest, "week_of must be a Sunday like 2025-11-16");
  const uint32_t sunday = cases::WeekOfDay(*day);
  if (sunday != *day)
    return Fail(ErrorCode::kBadRequest, "week_of: weeks begin on a Sunday; that of this day is " + cases::FormatDay(sunday));
  return *day;
}

void AppendTop(std::string_view name, const std::optional<cases::Bulletin::Top>& top, std::string_view what, std::string& out) {
  BeginMember(name, out);
  if (!top) {
    out.append("null");
    return;
  }
  out += '{';
  AppendMember(what, top->code, out);
  AppendMember("count", top->count, out);
  AppendMember("damage_satang", top->damage_satang, out);
  out += '}';
}

void AppendNote(const event::BulletinNote& note, std::string& out) {
  for (const auto& [name, count] : {std::pair("people_saved", &note.people_saved), std::pair("arrests", &note.arrests)}) {
    BeginMember(name, out);
    out.append(*count ? std::to_string(**count) : "null");
  }
  AppendMember("warning", note.warning, out);
  AppendMember("source", note.source, out);
}

void AppendBulletin(const cases::Bulletin& bulletin, const cases::CodeNames& names, std::string& out) {
  const uint32_t to = bulletin.sunday + 6;
  out = "{";
  AppendMember("week_of", cases::FormatDay(bulletin.sunday), out);
  AppendMember("to", cases::FormatDay(to), out);
  AppendMember("year_be", cases::YearOfDay(to) + cases::kBuddhistYears, out);
  AppendMember("over", bulletin.is_over(), out);
  AppendMember("cases", bulletin.cases, out);
  AppendMember("online_cases", bulletin.online_cases, out);
  AppendMember("damage_satang", bulletin.damage_satang, out);
  BeginMember("previous", out);
  out += '{';
  AppendMember("week_of", cases::FormatDay(bulletin.sunday - 7), out);
  AppendMember("cases", bulletin.cases_before, out);
  AppendMember("damage_satang", bulletin.damage_before_satang, out);
  AppendMember("change_cases", bulletin.cases - bulletin.cases_before, out);
  AppendMember("change_damage_satang", bulletin.damage_satang - bulletin.damage_before_satang, out);
  out += '}';
  AppendTop("top_by_count", bulletin.type_by_count, "case_type", out);
  AppendTop("top_by_damage", bulletin.type_by_damage, "case_type", out);
  AppendTop("most_hit_sex", bulletin.sex, "sex", out);
  AppendTop("most_hit_age_band", bulletin.age_band, "age_band", out);
  AppendMember("bands", "acsc", out);
  BeginMember("money_stopped", out);
  out += '{';
  AppendMember("stopped_satang", bulletin.stopped.stopped_satang, out);
  AppendMember("places", bulletin.stopped.places, out);
  AppendMember("damage_satang", bulletin.stopped.damage_satang, out);
  AppendMember("requested_satang", bulletin.stopped.requested_satang, out);
  out += '}';
  BeginMember("note", out);
  if (bulletin.note) {
    out += '{';
    AppendNote(bulletin.note->body, out);
    AppendMember("by", bulletin.note->actor, out);
    AppendTime("at", bulletin.note->at_s, out);
    out += '}';
  } else {
    out.append("null");
  }
  AppendMember("text", BulletinText(bulletin, names), out);
  AppendMember("as_of", bulletin.as_of_seq, out);
  out += '}';
}

base::Result<void> Answer(const Request& request, Worker& worker, Response& response) {
  std::string week, format;
  TRY(ReadQuery(request.query, {{"week_of", &week}, {"format", &format}}));
  if (week.empty()) return Fail(ErrorCode::kMissingMember, "week_of is missing: a Sunday like 2025-11-16");
  ASSIGN_OR_RETURN(const uint32_t sunday, SundayOf(week));
  if (!format.empty() && format != "json" && format != "text" && format != "html")
    return Fail(ErrorCode::kBadRequest, "format must be json, text or html");
  const uint32_t today = cases::DayOf(worker.now_s);
  if (sunday > today) return Fail(ErrorCode::kBadRequest, "week_of lies ahead");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const cases::Bulletin bulletin, cases::ReadBulletin(services.cases.tables(), txn, sunday, today));
  const auto taxonomy = services.taxonomy();
  if (format == "text") {
    response.content_type = "text/plain; charset=utf-8";
    response.body = BulletinText(bulletin, taxonomy->names());
  } else if (format == "html") {
    response.content_type = "text/html; charset=utf-8";
    response.disposition = "attachment; filename=\"bulletin-" + week + ".html\"";
    response.body = BulletinPage(bulletin, taxonomy->names());
  } else {
    AppendBulletin(bulletin, taxonomy->names(), response.body);
  }
  return {};
}

}  // namespace

void WeekBulletin(const Request& request, Worker& worker, Response& response) {
  if (auto done = Answer(request, worker, response); done.has_error()) response.Refuse(done.error());
}

base::Result<Submission> DecodeBulletinNote(const Request& request, Worker& worker) {
  event::BulletinNote note;
  std::string week;
  TRY(ReadFlatBody(request.body, {{"week_of", &week, 16, true},
                                  {"people_saved", &note.people_saved},
                                  {"arrests", &note.arrests},
                                  {"warning", &note.warning, event::kBulletinWarningBytesMax},
                                  {"source", &note.source, event::kBulletinSourceBytesMax, true}}));
  ASSIGN_OR_RETURN(note.week, SundayOf(week));
  if (note.source.empty()) return Fail(ErrorCode::kBadRequest, "source is empty: where this is known from");
  for (const auto& count : {note.people_saved, note.arrests})
    if (count && (*count < 0 || *count > 1'000'000'000))
      return Fail(ErrorCode::kBadRequest, "people_saved and arrests are counts");
  if (note.week > cases::DayOf(worker.now_s)) return Fail(ErrorCode::kBadRequest, "week_of lies ahead");
  Submission out;
  out.draft.id = EntryIdOf(request);
  out.draft.time_ms = worker.now_s * 1000;
  out.draft.type = event::EntryType::kBulletinNote;
  out.draft.actor = request.caller.actor();
  out.draft.body = event::EncodeBulletinNote(note, RequestKeyOf(worker.services().secrets, request));
  return out;
}

void RenderBulletinNote(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto note = event::DecodeBulletinNote(*entry->body);
  if (note.has_error()) return response.Refuse(note.error());
  response.body = "{";
  AppendMember("week_of", cases::FormatDay(note->week), response.body);
  AppendNote(*note, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
