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

// Appends {"results":[…]} of all items.
base::Result<void> CheckAll(const CheckBody& body, bool budgeted, wire::Texts texts, Worker& worker, std::string& out) {
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
    if (budgeted && IsPersonal(worker.answer.kind) && ++personal > kPersonalItemsMax)
      return Fail(ErrorCode::kTooManyItems, "at most 10 phone numbers, accounts or PromptPay ids in one request without a token");
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
  wire::AppendAnswer(worker.answer, body.context, body.texts.value_or(wire::Texts{.th = true, .en = true}), response.body);
}

void PostCheck(const Request& request, Worker& worker, Response& response) {
  CheckBody& body = worker.check_body;
  if (auto decoded = DecodeCheckBody(request.body, request.from_control, body); decoded.has_error())
    return response.Refuse(decoded.error());
  const bool single = body.items.size() == 1;
  const bool budgeted = !request.from_control && worker.services().config.limits;
  // Told before any work is done where the kinds are given; `auto` is counted as it is understood.
  const auto personal = std::count_if(body.items.begin(), body.items.end(),
                                      [](const CheckItem& item) { return item.kind && IsPersonal(*item.kind); });
  if (budgeted && static_cast<size_t>(personal) > kPersonalItemsMax)
    return response.Refuse(
        Fail(ErrorCode::kTooManyItems, "at most 10 phone numbers, accounts or PromptPay ids in one request without a token"));
  const wire::Texts texts = body.texts.value_or(wire::Texts{.th = single, .en = single});
  if (auto done = CheckAll(body, budgeted, texts, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
