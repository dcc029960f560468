// SPDX-License-Identifier: Apache-2.0
// What becomes of a case: POST /v1/cases/{id}/amendments, …/transfers, …/moves, …/notes, …/links, …/codes.
#include <algorithm>

#include "cases/case_history.h"
#include "cases/case_ids.h"
#include "cases/case_store.h"
#include "event/case_work.h"
#include "ingest/stations.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/complaint_body.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/sealed_words.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::CaseRef;
using event::CaseState;

constexpr size_t kNoteBytesMax = 16 << 10;

event::Draft DraftOf(const Request& request, const Services& services, event::EntryType type) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = type;
  draft.actor = request.caller.actor();
  return draft;
}

base::Result<event::Complaint> FoldedCase(CaseRef of, Services& services) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return cases::FoldCase(services.cases.tables(), txn, of);
}

bool Has(const std::vector<event::ReportIndicator>& indicators, const indicator::Key& key) {
  return std::any_of(indicators.begin(), indicators.end(), [&key](const auto& one) { return one.key == key; });
}

base::Result<event::Draft> MakeAmendment(const Request& request, CaseRef of, const AmendmentBody& body, Services& services) {
  event::Draft draft = DraftOf(request, services, event::EntryType::kCaseAmend);
  ASSIGN_OR_RETURN(const event::Complaint before, FoldedCase(of, services));
  event::Complaint complaint = before;
  CaseIntake intake(services, request.caller);
  if (auto fault = intake.resolver().Amend(body.set, intake.now_s(), complaint)) {
    if (!fault->place.empty()) fault->place.insert(0, "set.");
    return ingest::ErrorOf(std::move(*fault));
  }
  event::CaseAmend amend;
  amend.of = of;
  amend.set = ingest::MembersToSet(body.set, before, complaint);
  ASSIGN_OR_RETURN(amend.reason, SealWritten(body.reason, draft.id, services));
  draft.body = event::EncodeCaseAmend(amend, RequestKeyOf(services.secrets, request));
  return draft;
}

base::Result<event::Draft> MakeAddition(const Request& request, CaseRef of, const TransfersBody& body, Services& services) {
  event::Draft draft = DraftOf(request, services, event::EntryType::kCaseAmend);
  ASSIGN_OR_RETURN(const event::Complaint before, FoldedCase(of, services));
  event::Complaint complaint = before;
  CaseIntake intake(services, request.caller);
  event::CaseAmend amend;
  amend.of = of;
  if (auto fault = intake.resolver().AddTransfers(body.transfers, intake.now_s(), complaint, amend.add_transfers))
    return ingest::ErrorOf(std::move(*fault));
  for (const event::ReportIndicator& indicator : complaint.indicators)
    if (!Has(before.indicators, indicator.key)) amend.add_indicators.push_back(indicator);
  // Beside the transfers only the victim's own accounts may be told anew.
  event::Complaint people = before;
  people.victims = complaint.victims;
  amend.set = event::ComplaintMembers(people, before);
  ASSIGN_OR_RETURN(amend.reason, SealWritten(body.reason, draft.id, services));
  draft.body = event::EncodeCaseAmend(amend, RequestKeyOf(services.secrets, request));
  return draft;
}

void RenderState(CaseRef of, const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return RefuseCaseOutcome(reply->outcome, response);
  Services& services = worker.services();
  const auto txn = services.directory.data().BeginRead();
  if (txn.has_error()) return response.Refuse(txn.error());
  const auto row = cases::ReadCase(services.cases.tables(), *txn, of);
  if (row.has_error()) return response.Refuse(row.error());
  const auto id = cases::CaseIdOf(services.cases.tables(), *txn, of);
  if (id.has_error()) return response.Refuse(id.error());
  if (!*row) return response.Refuse(Fail(ErrorCode::kNotFound));
  std::string& out = response.body;
  out = "{";
  AppendMember("id", *id, out);
  AppendMember("state", event::Name((*row)->state), out);
  AppendTime("since", (*row)->since_s, out);
  AppendMember("verified", (*row)->verified, out);
  AppendMember("station", (*row)->station, out);
  AppendMember("assignee", (*row)->assignee, out);
  AppendSums(**row, out);
  out += '}';
}

// Which case an entry was about, as its request named it then and names it now.
base::Result<CaseRef> CaseOfEntry(const event::Entry& entry, Worker& worker) {
  CaseRef of;
  switch (entry.header.type) {
    case event::EntryType::kCaseAmend: {
      ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry.body));
      of = amend.of;
      break;
    }
    case event::EntryType::kCaseMove: {
      ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry.body));
      return move.of;
    }
    case event::EntryType::kCaseNote: {
      ASSIGN_OR_RETURN(const event::CaseNote note, event::DecodeCaseNote(*entry.body));
      of = note.of;
      break;
    }
    case event::EntryType::kCaseLink: {
      ASSIGN_OR_RETURN(const event::CaseLink link, event::DecodeCaseLink(*entry.body));
      of = link.a;
      break;
    }
    default:
      return Fail(ErrorCode::kDamaged, "an entry of a case is of another type");
  }
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  return cases::CountingCase(services.cases.tables(), txn, of);
}

// Every write of a case answers with where the case then stands.
Submission AnsweredByState(CaseRef of) {
  Submission out;
  out.render = [of](const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
    RenderState(of, reply, worker, response);
  };
  return out;
}

// The draft is made where sealing may block: `make(request)` gives it.
template <class Make>
Submission Prepared(const Request& request, CaseRef of, Make make) {
  Submission out = AnsweredByState(of);
  out.prepare = [make = std::move(make), copy = std::make_shared<RequestCopy>(request)] { return make(copy->request()); };
  return out;
}

// The same for what is made of what the case tells: one after the other.
template <class Make>
Submission PreparedInTurn(const Request& request, CaseRef of, Services& services, Make make) {
  auto turn = std::make_shared<std::shared_ptr<CaseTurns::Turn>>();
  Submission out =
      Prepared(request, of, [&services, of, turn, make = std::move(make)](const Request& copy) -> base::Result<event::Draft> {
        ASSIGN_OR_RETURN(*turn, services.case_turns.Take(of));
        return make(copy);
      });
  out.render = [of, turn](const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
    turn->reset();
    RenderState(of, reply, worker, response);
  };
  return out;
}

base::Error NotOneOfStates() {
  return Fail(ErrorCode::kBadRequest,
              "to must be one of statement_taken, accepted, investigating, suspended, file_submitted, prosecution, judgment, "
              "closed, transferred, merged, rejected, reopened");
}

}  // namespace

base::Result<Submission> DecodeCaseAmendment(const Request& request, Worker& worker) {
  Services& services = worker.services();
  auto body = std::make_shared<AmendmentBody>();
  TRY(DecodeAmendmentBody(request.body, services.clock.NowS(), *body));
  ASSIGN_OR_RETURN(const CaseRef of, CaseOfPath(request.params[0], worker));
  return PreparedInTurn(request, of, services,
                        [&services, body, of](const Request& copy) { return MakeAmendment(copy, of, *body, services); });
}

base::Result<Submission> DecodeCaseTransfers(const Request& request, Worker& worker) {
  Services& services = worker.services();
  auto body = std::make_shared<TransfersBody>();
  TRY(DecodeTransfersBody(request.body, services.clock.NowS(), *body));
  ASSIGN_OR_RETURN(const CaseRef of, CaseOfPath(request.params[0], worker));
  return PreparedInTurn(request, of, services,
                        [&services, body, of](const Request& copy) { return MakeAddition(copy, of, *body, services); });
}

base::Result<Submission> DecodeCaseMove(const Request& request, Worker& worker) {
  Services& services = worker.services();
  std::string to, note, outcome, reason, into, station, crime_case_no;
  std::vector<std::string> offences;
  TRY(ReadFlatBody(request.body, {{"to", &to, 32, true},
                                  {"note", &note, kNoteBytesMax},
                                  {"outcome", &outcome, 32},
                                  {"reason", &reason, event::kMoveReasonBytesMax},
                                  {"into", &into, 64},
                                  {"station", &station, event::kStationBytesMax},
                                  {"crime_case_no", &crime_case_no, event::kExternalIdBytesMax},
                                  {"offences", &offences, event::kOffencesMax}}));
  event::CaseMove move;
  const auto state = event::CaseStateNamed(to);
  if (!state) return NotOneOfStates();
  move.to = *state;
  const auto ended = event::CaseOutcomeNamed(outcome);
  if (!ended)
    return Fail(ErrorCode::kBadRequest,
                "outcome must be one of convicted, acquitted, not_prosecuted, withdrawn, settled, time_barred, other");
  move.outcome = *ended;
  if (!station.empty() && !ingest::IsStationCode(station))
    return Fail(ErrorCode::kBadRequest, "station: a unit's code has 1 to 16 letters, digits, points, hyphens");
  for (const std::string& offence : offences)
    if (offence.size() > event::kOffenceBytesMax) return Fail(ErrorCode::kValueTooLong, "offences: each has at most 128 bytes");
  move.station = std::move(station);
  ASSIGN_OR_RETURN(move.crime_case_no, ReadName("crime_case_no", crime_case_no));
  move.offences = std::move(offences);
  move.reason = std::move(reason);
  // The complaint's own case, not the one that counts it: a merged case can be reopened.
  ASSIGN_OR_RETURN(move.of, CaseToMove(request.params[0], worker));
  if (!into.empty()) {
    const auto other = CaseOfPath(into, worker);
    if (other.has_error()) return Fail(other.error().code, "into: there is no such case");
    move.into = *other;
  }
  const CaseRef of = move.of;
  return Prepared(request, of, [&services, move, note](const Request& copy) -> base::Result<event::Draft> {
    event::Draft draft = DraftOf(copy, services, event::EntryType::kCaseMove);
    event::CaseMove noted = move;
    ASSIGN_OR_RETURN(noted.note, SealWritten(note, draft.id, services));
    draft.body = event::EncodeCaseMove(noted, RequestKeyOf(services.secrets, copy));
    return draft;
  });
}

base::Result<Submission> DecodeCaseNote(const Request& request, Worker& worker) {
  Services& services = worker.services();
  std::string note, assignee;
  TRY(ReadFlatBody(request.body, {{"note", &note, kNoteBytesMax}, {"assignee", &assignee, 64}}));
  if (note.empty() && assignee.empty()) return Fail(ErrorCode::kMissingMember, "note or assignee is missing");
  if (!assignee.empty() && assignee != "-") {
    if (assignee == "me") assignee = request.caller.actor();
    const std::string_view token = assignee;
    if (!token.starts_with("tok:") || token.size() != 20 ||
        token.find_first_not_of("0123456789abcdef", 4) != std::string_view::npos)
      return Fail(ErrorCode::kBadRequest, "assignee must be tok: and a token's id, \"me\", or \"-\" for nobody");
  }
  ASSIGN_OR_RETURN(const CaseRef of, CaseOfPath(request.params[0], worker));
  return Prepared(request, of, [&services, of, note, assignee](const Request& copy) -> base::Result<event::Draft> {
    event::Draft draft = DraftOf(copy, services, event::EntryType::kCaseNote);
    event::CaseNote written;
    written.of = of;
    written.assignee = assignee;
    ASSIGN_OR_RETURN(written.note, SealWritten(note, draft.id, services));
    draft.body = event::EncodeCaseNote(written, RequestKeyOf(services.secrets, copy));
    return draft;
  });
}

base::Result<Submission> DecodeCaseLink(const Request& request, Worker& worker) {
  Services& services = worker.services();
  std::string other, reason;
  std::optional<bool> confirmed;
  TRY(ReadFlatBody(request.body, {{"case", &other, 64, true}, {"confirmed", &confirmed}, {"reason", &reason, kNoteBytesMax}}));
  event::CaseLink link;
  link.confirmed = confirmed.value_or(true);
  ASSIGN_OR_RETURN(link.a, CaseOfPath(request.params[0], worker));
  const auto b = CaseOfPath(other, worker);
  if (b.has_error()) return Fail(b.error().code, "case: there is no such case");
  link.b = *b;
  if (link.a == link.b) return Fail(ErrorCode::kBadRequest, "case: a case is not linked with itself");
  return Prepared(request, link.a, [&services, link, reason](const Request& copy) -> base::Result<event::Draft> {
    event::Draft draft = DraftOf(copy, services, event::EntryType::kCaseLink);
    event::CaseLink sealed = link;
    ASSIGN_OR_RETURN(sealed.reason, SealWritten(reason, draft.id, services));
    draft.body = event::EncodeCaseLink(sealed, RequestKeyOf(services.secrets, copy));
    return draft;
  });
}

void RenderCaseWork(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error() || !reply->outcome.accepted) return RenderState({}, reply, worker, response);
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto of = CaseOfEntry(*entry, worker);
  if (of.has_error()) return response.Refuse(of.error());
  RenderState(*of, reply, worker, response);
}

base::Result<Submission> DecodeCaseCode(const Request& request, Worker& worker) {
  TRY(ReadFlatBody(request.body, {}));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const CaseRef of, CaseOfPath(request.params[0], worker));
  event::CaseCode code;
  code.of = of;
  {
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const auto row, cases::ReadCase(services.cases.tables(), txn, of));
    if (!row) return Fail(ErrorCode::kNotFound);
    code.issue = row->issue + 1;
  }
  ASSIGN_OR_RETURN(const event::Entry opened, LoggedEntry(of.seq, worker));
  code.code = DigestOfCode(TrackingCodeOf(services.secrets, opened.header.id, of.number, code.issue));
  Submission out;
  out.draft = DraftOf(request, services, event::EntryType::kCaseCode);
  out.draft.body = event::EncodeCaseCode(code, RequestKeyOf(services.secrets, request));
  return out;
}

void RenderCaseCode(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return RefuseCaseOutcome(reply->outcome, response);
  // From the log, so that a repeated request repeats the code.
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto code = event::DecodeCaseCode(*entry->body);
  if (code.has_error()) return response.Refuse(code.error());
  const auto opened = LoggedEntry(code->of.seq, worker);
  if (opened.has_error()) return response.Refuse(opened.error());
  const auto text =
      cases::FormatReceiptCode(TrackingCodeOf(worker.services().secrets, opened->header.id, code->of.number, code->issue));
  response.body = "{";
  AppendMember("tracking_code", text, response.body);
  AppendMember("issue", code->issue, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
