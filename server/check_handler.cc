// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/handlers.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using lookup::Engine;

bool IsStorageTrouble(const base::Error& error) { return base::Describe(error.code).http_status >= 500; }

void Count(Worker& worker, const base::Result<void>& checked) {
  const size_t kind = checked.has_value() ? static_cast<size_t>(worker.answer.kind) : 0;
  const size_t verdict = checked.has_value() ? static_cast<size_t>(worker.answer.verdict) : kVerdictsCounted - 1;
  worker.metrics().checks[std::min(kind, kKindsCounted - 1)][std::min(verdict, kVerdictsCounted - 1)].Add();
}

base::Result<void> CheckItemInto(const CheckItem& item, const CheckBody& body, Engine::Session& session, Worker& worker) {
  if (!item.kind_known) return Fail(ErrorCode::kUnknownKind);
  const Engine::Query query{.kind = item.kind, .value = item.value, .context = body.context, .as_of_s = body.as_of_s};
  return worker.services().engine.Check(session, query, worker.answer);
}

// Appends {"results":[…]} of all items. `asked` tells when the budget of distinct numbers is used up.
base::Result<void> CheckAll(const CheckBody& body, const Caller& caller, bool few, wire::Texts texts, Worker& worker,
                            Limits::Admission& asked, std::string& out) {
  ASSIGN_OR_RETURN(Engine::Session * session, worker.Reading());
  size_t personal = 0;
  out.append("{\"results\":[");
  for (const CheckItem& item : body.items) {
    if (out.back() != '[') out += ',';
    auto checked = CheckItemInto(item, body, *session, worker);
    Count(worker, checked);
    if (checked.has_error()) {
      if (IsStorageTrouble(checked.error())) return std::move(checked).error();
      wire::AppendItemError(checked.error(), out);
      continue;
    }
    const bool is_personal = worker.answer.names_number;
    if (few && is_personal && ++personal > kPersonalItemsMax)
      return Fail(ErrorCode::kTooManyItems, "at most 10 phone numbers, accounts or PromptPay ids in one request without a token");
    if (is_personal && !(asked = worker.AskAbout(worker.answer.id, caller)).allowed) return Fail(ErrorCode::kTooManyRequests);
    wire::AppendAnswer(worker.answer, body.context, texts, out);
  }
  out.append("]}");
  return {};
}

}  // namespace

void Check(const Request& request, Worker& worker, Response& response) {
  return request.method == Method::kPost ? PostCheck(request, worker, response) : GetCheck(request, worker, response);
}

void GetCheck(const Request& request, Worker& worker, Response& response) {
  CheckBody& body = worker.check_body;
  if (auto decoded = DecodeCheckQuery(request.query, body); decoded.has_error()) return response.Refuse(decoded.error());
  auto session = worker.Reading();
  if (session.has_error()) return response.Refuse(session.error());
  const auto checked = CheckItemInto(body.items[0], body, **session, worker);
  Count(worker, checked);
  if (checked.has_error()) return response.Refuse(checked.error());
  if (worker.answer.names_number) {
    const Limits::Admission asked = worker.AskAbout(worker.answer.id, request.caller);
    if (!asked.allowed) return Limits::Refuse(asked, response);
  }
  wire::AppendAnswer(worker.answer, body.context, body.texts.value_or(wire::Texts{.th = true, .en = true}), response.body);
}

void PostCheck(const Request& request, Worker& worker, Response& response) {
  CheckBody& body = worker.check_body;
  if (auto decoded = DecodeCheckBody(request.body, request.from_control, body); decoded.has_error())
    return response.Refuse(decoded.error());
  const bool single = body.items.size() == 1;
  const bool few = request.caller.role == event::Role::kAnonymous && worker.services().limits != nullptr;
  // Told before any work is done where the kinds say it; the rest is counted as it is understood: a sender or LINE id may be a number too.
  const auto personal = std::count_if(body.items.begin(), body.items.end(),
                                      [](const CheckItem& item) { return item.kind && IsPersonal(*item.kind); });
  if (few && static_cast<size_t>(personal) > kPersonalItemsMax)
    return response.Refuse(
        Fail(ErrorCode::kTooManyItems, "at most 10 phone numbers, accounts or PromptPay ids in one request without a token"));
  const wire::Texts texts = body.texts.value_or(wire::Texts{.th = single, .en = single});
  Limits::Admission asked;
  if (auto done = CheckAll(body, request.caller, few, texts, worker, asked, response.body); done.has_error())
    asked.allowed ? response.Refuse(done.error()) : Limits::Refuse(asked, response);
}

}  // namespace cybercheck::server
