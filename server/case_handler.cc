// SPDX-License-Identifier: Apache-2.0
// POST /v1/cases, GET /v1/cases and GET /v1/cases/{id}.
#include "base/hex.h"
#include "cases/case_ids.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "server/case_answer.h"
#include "server/case_intake.h"
#include "server/complaint_body.h"
#include "server/filed_answer.h"
#include "server/handlers.h"
#include "server/hold_json.h"
#include "server/intake.h"
#include "server/json_members.h"
#include "server/query_string.h"
#include "server/report_answer.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::CaseRef;

constexpr uint64_t kPageDefault = 50, kPageMax = 500;
constexpr size_t kWalkedMax = 5000;  // rows looked at for one page, some milliseconds; the page says where to go on

struct ListAsk {
  std::optional<event::CaseState> state;  // nullopt: all that are open
  std::string station, assignee, after;
  uint64_t limit = kPageDefault;
};

base::Result<ListAsk> DecodeList(const Request& request) {
  ListAsk ask;
  std::string state, limit;
  TRY(ReadQuery(
      request.query,
      {{"state", &state}, {"station", &ask.station}, {"assignee", &ask.assignee}, {"after", &ask.after}, {"limit", &limit}}));
  TRY(ReadNumber("limit", limit, 1, kPageMax, ask.limit));
  if (!state.empty()) {
    ask.state = event::CaseStateNamed(state);
    if (!ask.state || !cases::IsOpen(*ask.state))
      return Fail(ErrorCode::kBadRequest,
                  "state must be one of received, statement_taken, accepted, investigating, suspended, file_submitted, "
                  "prosecution, judgment, transferred, reopened");
  }
  return ask;
}

// Key of table case_states: state u8, since u64, case. A page begins behind the one of `after`, which is hex.
base::Result<std::string> StateKeyAfter(const std::string& after) {
  std::string key(1 + 8 + cases::kCaseKeyBytes, '\0');
  if (!base::HexDecode(after, {reinterpret_cast<uint8_t*>(key.data()), key.size()}))
    return Fail(ErrorCode::kBadRequest, "after must be what a page's next says");
  return key + '\0';
}

base::Result<void> AppendListed(CaseRef of, const cases::CaseRow& row, const cases::Tables& tables, const store::ReadTxn& txn,
                                std::string& out) {
  ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables, txn, of));
  out.append(out.back() == '[' ? "{" : ",{");
  AppendMember("id", id, out);
  AppendMember("state", event::Name(row.state), out);
  AppendTime("since", row.since_s, out);
  AppendTime("reported_at", row.reported_s, out);
  AppendMember("channel", event::Name(row.channel), out);
  AppendMember("verified", row.verified, out);
  AppendMember("case_type", row.case_type.empty() ? std::string_view("unknown") : std::string_view(row.case_type), out);
  AppendMember("station", row.station, out);
  AppendMember("assignee", row.assignee, out);
  AppendMember("complaints_total", row.complaints, out);
  AppendSums(row, out);
  out += '}';
  return {};
}

base::Result<void> AppendList(const ListAsk& ask, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.case_states));
  std::string from(1, static_cast<char>(ask.state.value_or(event::CaseState{})));
  if (!ask.after.empty()) {
    ASSIGN_OR_RETURN(from, StateKeyAfter(ask.after));
  }
  out = "{\"cases\":[";
  std::string next;
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(from));
  for (size_t walked = 0, told = 0; row; ++walked) {
    if (row->key.size() != 1 + 8 + cases::kCaseKeyBytes) return Fail(ErrorCode::kDamaged, "a row of case_states");
    if (ask.state && row->key.front() != static_cast<char>(*ask.state)) break;
    const std::string key(row->key);
    ASSIGN_OR_RETURN(const CaseRef of, cases::DecodeCaseKey(std::string_view(key).substr(9)));
    ASSIGN_OR_RETURN(const auto found, cases::ReadCase(tables, txn, of));
    if (!found) return Fail(ErrorCode::kDamaged, "a listed case is missing");
    if ((ask.station.empty() || found->station == ask.station) && (ask.assignee.empty() || found->assignee == ask.assignee)) {
      TRY(AppendListed(of, *found, tables, txn, out));
      ++told;
    }
    ASSIGN_OR_RETURN(row, cursor.Next());
    if (row && (told == ask.limit || walked + 1 == kWalkedMax)) {
      next = base::HexEncode({reinterpret_cast<const uint8_t*>(key.data()), key.size()});
      break;
    }
  }
  out += ']';
  BeginMember("next", out);
  if (next.empty())
    out.append("null");
  else
    wire::AppendJsonString(next, out);
  out += '}';
  return {};
}

}  // namespace

base::Result<Submission> DecodeCase(const Request& request, Worker& worker) {
  Services& services = worker.services();
  auto raw = std::make_shared<ingest::RawComplaint>();
  TRY(DecodeComplaintBody(request.body, services.clock.NowS(), *raw));
  TRY(MayFile(request.caller, *raw));
  Submission out;
  auto asked = std::make_shared<Limits::Admission>();
  const bool vouched = IsIntake(request.caller);
  out.prepare = [&services, raw, asked, copy = std::make_shared<RequestCopy>(request)]() -> base::Result<event::Draft> {
    const Caller& caller = copy->request().caller;
    event::Draft draft;
    draft.id = EntryIdOf(copy->request());
    draft.time_ms = services.clock.NowMs();
    draft.type = event::EntryType::kCaseFile;
    draft.actor = caller.actor();
    event::CaseFile file;
    event::Complaint& complaint = file.complaints.emplace_back();
    CaseIntake intake(services, caller);
    if (auto fault = intake.resolver().File(*raw, intake.filer(), intake.now_s(), complaint))
      return ingest::ErrorOf(std::move(*fault));
    complaint.code = DigestOfCode(TrackingCodeOf(services.secrets, draft.id, 0));
    *asked = AskAboutAll(complaint.indicators, caller, services);
    if (!asked->allowed) return Fail(ErrorCode::kTooManyRequests);
    draft.body = event::EncodeCaseFile(file, RequestKeyOf(services.secrets, copy->request()));
    return draft;
  };
  out.render = [asked, vouched](const base::Result<store::Sequencer::Reply>& reply, Worker& of_thread, Response& response) {
    if (!asked->allowed) {
      of_thread.metrics().lookups_limited.Add();
      return Limits::Refuse(*asked, response);
    }
    if (reply.has_error()) return response.Refuse(reply.error());
    if (!reply->outcome.accepted) return RefuseCaseOutcome(reply->outcome, response);
    const auto filed = ReadFiled(reply->outcome, of_thread);
    if (filed.has_error()) return response.Refuse(filed.error());
    response.body = "{";
    if (auto done = AppendFiled(*filed, 0, vouched, of_thread, response.body); done.has_error())
      return response.Refuse(done.error());
    response.location = "/v1/cases/" + filed->IdOf(0);
  };
  return out;
}

void GetCase(const Request& request, Worker& worker, Response& response) {
  const auto of = CaseOfPath(request.params[0], worker);
  if (of.has_error()) return response.Refuse(of.error());
  if (auto done = AppendCase(*of, IsStaff(request.caller), worker, response.body); done.has_error())
    response.Refuse(done.error());
}

void CasePage(const Request& request, Worker& worker, Response& response) {
  const auto ask = DecodeList(request);
  if (ask.has_error()) return response.Refuse(ask.error());
  if (auto done = AppendList(*ask, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
