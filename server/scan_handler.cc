// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "server/handlers.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

void AppendSpan(const extract::Found& found, std::string& out) {
  out.append("{\"span\":[").append(std::to_string(found.begin)).append(",").append(std::to_string(found.end)).append("],");
}

// The members of one answer, after its span. A refusal stands in the answer's place.
base::Result<void> AppendFound(const extract::Found& found, const CheckBody& body, lookup::Engine::Session& session,
                               Worker& worker, bool allowed, wire::Verdict& worst, std::string& out) {
  AppendSpan(found, out);
  const size_t brace = out.size();
  base::Result<void> checked = Fail(ErrorCode::kNotAnIndicator, "a code for the phone's network");
  if (found.canonical && !allowed) {
    checked = Fail(ErrorCode::kTooManyItems, "at most 10 phone numbers, accounts or PromptPay ids in one text without a token");
  } else if (found.canonical) {
    lookup::Engine::Query query;
    query.context = body.context;
    checked = worker.services().engine.Check(session, *found.canonical, query, worker.answer);
  }
  if (checked.has_error()) {
    if (base::Describe(checked.error().code).http_status >= 500) return checked;
    wire::AppendItemError(checked.error(), out);
  } else {
    if (wire::IsWorse(worker.answer.verdict, worst)) worst = worker.answer.verdict;
    worker.metrics().checks[static_cast<size_t>(worker.answer.kind)][static_cast<size_t>(worker.answer.verdict)].Add();
    wire::AppendAnswer(worker.answer, body.context, body.texts.value_or(wire::Texts{}), out);
  }
  out.erase(brace, 1);  // {"span":[b,e],{"kind"… -> {"span":[b,e],"kind"…
  return {};
}

}  // namespace

void Scan(const Request& request, Worker& worker, Response& response) {
  CheckBody& body = worker.check_body;
  if (auto decoded = DecodeScanBody(request.body, body); decoded.has_error()) return response.Refuse(decoded.error());
  auto found = worker.services().extractor.Extract(body.text);
  if (found.has_error()) return response.Refuse(found.error());
  auto session = worker.Reading();
  if (session.has_error()) return response.Refuse(session.error());

  wire::Verdict worst = wire::Verdict::kUnknown;
  size_t personal = 0;
  std::string& indicators = worker.scratch;
  indicators.clear();
  for (const extract::Found& one : *found) {
    if (!indicators.empty()) indicators += ',';
    const bool counts = one.canonical && indicator::NamesNumber(*one.canonical) && worker.services().limits != nullptr &&
                        request.caller.role == event::Role::kAnonymous;
    const bool allowed = !counts || ++personal <= kPersonalItemsMax;
    if (auto done = AppendFound(one, body, **session, worker, allowed, worst, indicators); done.has_error())
      return response.Refuse(done.error());
    if (allowed && one.canonical && indicator::NamesNumber(*one.canonical)) {
      const Limits::Admission asked = worker.AskAbout(worker.answer.id, request.caller);
      if (!asked.allowed) return Limits::Refuse(asked, response);
    }
  }

  lookup::Patterns::Match match;
  worker.services().projection.rules()->patterns.Find(lookup::Patterns::On::kMessage, body.text, match);
  // A text that only looks like a scam is suspected at most.
  if (!match.classes.empty() && wire::IsWorse(wire::Verdict::kSuspected, worst)) worst = wire::Verdict::kSuspected;

  response.body.append("{\"verdict\":\"")
      .append(wire::Name(worst))
      .append("\",\"indicators\":[")
      .append(indicators)
      .append("],\"patterns\":[");
  for (const auto& one : match.classes) {
    if (response.body.back() != '[') response.body += ',';
    response.body.append("{\"name\":");
    wire::AppendJsonString(one.name, response.body);
    response.body.append(",\"category\":");
    if (one.category == wire::Category::kNone)
      response.body.append("null");
    else
      wire::AppendJsonString(wire::Name(one.category), response.body);
    response.body += '}';
  }
  response.body.append("],\"patterns_unsure\":").append(match.unsure ? "true}" : "false}");
}

}  // namespace cybercheck::server
