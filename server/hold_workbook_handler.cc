// SPDX-License-Identifier: Apache-2.0
// POST /v1/holds:workbook: a bank's answers, filled into the workbook that GET /v1/holds?format=xlsx gave it, in one entry. A row
// that cannot be taken spoils no other; those come back as a workbook to be mended.
#include <boost/json.hpp>
#include <map>

#include "base/base64.h"
#include "server/earlier_write.h"
#include "server/handlers.h"
#include "server/hold_json.h"
#include "server/hold_workbook.h"
#include "server/json_members.h"
#include "server/logged_entry.h"
#include "server/report_answer.h"
#include "server/workbook_rejects.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

namespace json = boost::json;

using base::ErrorCode;
using base::Fail;

struct Asked {
  HoldWorkbook workbook;
  bool read = false;  // what failed after that is the entry
};

base::Result<event::Draft> MakeEntry(const Request& request, Services& services, Asked& asked) {
  const int64_t now_s = services.clock.NowS();
  ASSIGN_OR_RETURN(const auto before, EarlierOutcome(request, services));
  ASSIGN_OR_RETURN(asked.workbook, ReadHoldWorkbook(request.body, request.caller, now_s, before.has_value(), services));
  asked.read = true;
  if (asked.workbook.answers.empty()) return Fail(ErrorCode::kBadRequest, "no row answers a hold");
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = now_s * 1000;
  draft.type = event::EntryType::kHoldAnswer;
  draft.version = event::kHoldAnswersVersion;
  draft.actor = request.caller.actor();
  draft.body = event::EncodeHoldAnswers(asked.workbook.answers, RequestKeyOf(services.secrets, request));
  return draft;
}

// What became of the answer to each hold: "" or a code.
base::Result<std::map<event::HoldRef, std::string>> CodesOf(const event::Outcome& outcome, Worker& worker) {
  ASSIGN_OR_RETURN(const event::Entry entry, LoggedEntry(outcome.seq, worker));
  ASSIGN_OR_RETURN(const auto answers, event::DecodeHoldAnswers(*entry.body));
  boost::system::error_code broken;
  const json::value result = json::parse({outcome.result.data(), outcome.result.size()}, broken);
  const json::value* rows = broken || !result.is_object() ? nullptr : result.get_object().if_contains("rows");
  if (rows == nullptr || !rows->is_array() || rows->get_array().size() != answers.size())
    return Fail(ErrorCode::kDamaged, "the outcome of a hold_answer");
  std::map<event::HoldRef, std::string> codes;
  for (size_t i = 0; i < answers.size(); ++i) {
    const json::value& code = rows->get_array()[i];
    codes.emplace(answers[i].hold, code.is_string() ? std::string(code.get_string()) : std::string());
  }
  return codes;
}

// Of what the log refused.
ingest::Rejection RejectionOf(const std::string& code) {
  if (code == "bad_case") return {"held", "contradiction", "more is held than was asked for, or a time has not come"};
  if (code == base::Describe(ErrorCode::kWrongState).name)
    return {"hold", base::Describe(ErrorCode::kWrongState).name, "the hold is over, or frozen: it takes no answer"};
  return {"hold", base::Describe(ErrorCode::kNotFound).name, "there is no such hold any more"};
}

void AppendRow(const HoldWorkbook::Row& row, std::string& out) {
  out.append(out.back() == '[' ? "{" : ",{");
  AppendMember("row", row.number, out);
  if (!row.hold.empty()) AppendMember("hold", row.hold, out);
  if (!row.rejection) {
    AppendMember("became", row.onward ? "onward" : row.answer ? "answered" : "open", out);
  } else {
    AppendRejection(*row.rejection, out);
  }
  out += '}';
}

base::Result<void> AppendResults(const HoldWorkbook& workbook, int64_t now_s, std::string& out) {
  size_t answered = 0, onward = 0, open = 0, rejected = 0;
  for (const HoldWorkbook::Row& row : workbook.rows)
    ++(row.rejection ? rejected : row.onward ? onward : row.answer ? answered : open);
  out = "{";
  AppendMember("rows_total", workbook.rows.size(), out);
  AppendMember("answered", answered, out);
  AppendMember("onward", onward, out);
  AppendMember("open", open, out);
  AppendMember("rejected", rejected, out);
  BeginMember("rows", out);
  out += '[';
  for (const HoldWorkbook::Row& row : workbook.rows) AppendRow(row, out);
  out += ']';
  ASSIGN_OR_RETURN(const std::string rejects, WriteRejects(workbook, now_s));
  if (rejects.empty()) {
    BeginMember("rejects_xlsx", out);
    out.append("null");
  } else {
    AppendMember("rejects_xlsx", base::Base64Encode(rejects), out);
  }
  out += '}';
  return {};
}

base::Result<void> Render(HoldWorkbook& workbook, const store::Sequencer::Reply* reply, Worker& worker, std::string& out) {
  if (reply != nullptr) {
    ASSIGN_OR_RETURN(const auto codes, CodesOf(reply->outcome, worker));
    for (HoldWorkbook::Row& row : workbook.rows) {
      if (!row.answer) continue;
      const auto code = codes.find(workbook.answers[*row.answer].hold);
      // A request sent again: the first time the hold was not there, or not yet to be told of.
      if (code == codes.end())
        row.rejection =
            ingest::Rejection{"hold", base::Describe(ErrorCode::kConflict).name, "it was not answered the first time"};
      else if (!code->second.empty())
        row.rejection = RejectionOf(code->second);
    }
  }
  return AppendResults(workbook, worker.now_s, out);
}

}  // namespace

base::Result<Submission> DecodeHoldWorkbook(const Request& request, Worker& worker) {
  Services& services = worker.services();
  const auto asked = std::make_shared<Asked>();
  Submission out;
  out.prepare = [&services, asked, copy = std::make_shared<RequestCopy>(request)] {
    return MakeEntry(copy->request(), services, *asked);
  };
  out.render = [asked](const base::Result<store::Sequencer::Reply>& reply, Worker& answering, Response& response) {
    const bool reused = reply.has_error() && reply.error().code == ErrorCode::kConflict;
    const bool nothing = reply.has_error() && !reused && asked->read && asked->workbook.answers.empty();
    if (reply.has_error() && !nothing) return response.Refuse(reply.error());
    // A refused entry has its rows, too: none was done.
    if (reply.has_value() && !reply->outcome.accepted && reply->outcome.result.empty())
      return response.Refuse(RefusalOf(reply->outcome));
    if (nothing || !reply->outcome.accepted) response.status = 200;
    const store::Sequencer::Reply* told = nothing ? nullptr : &*reply;
    if (auto done = Render(asked->workbook, told, answering, response.body); done.has_error()) response.Refuse(done.error());
  };
  return out;
}

}  // namespace cybercheck::server
