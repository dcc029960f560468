// SPDX-License-Identifier: Apache-2.0
#include "server/http_session.h"

#include <utility>

#include "server/earlier_write.h"
#include "server/request_parser.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// So many bytes of body count for another request: a batch of checks is work, a picture is only bytes.
constexpr uint64_t BytesPerRequest(LimitClass limit) { return limit == LimitClass::kCheck ? 4096 : 4 << 20; }
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// A structured field's string is the same key as the bare text.
std::string_view WithoutQuotes(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' && value.back() == '"' ? value.substr(1, value.size() - 2) : value;
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
    if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !hex) return false;
  }
  return true;
}

std::optional<base::Error> CheckIdempotencyKey(const Request& request) {
  const std::string_view key = request.idempotency_key;
  if (key.empty()) return Fail(ErrorCode::kIdempotencyKeyMissing);
  if (key.size() > 128) return Fail(ErrorCode::kIdempotencyKeyBad, "at most 128 characters");
  // Keys of callers without a token share one space: they must not meet by chance, nor be guessed.
  if (request.caller.token.empty() && !IsUuid(key))
    return Fail(ErrorCode::kIdempotencyKeyBad, "without a token it must be a UUID");
  return std::nullopt;
}

std::string NamesOf(unsigned content_types) {
  std::string names;
  for (const ContentType type :
       {ContentType::kJson, ContentType::kNdjson, ContentType::kPng, ContentType::kJpeg, ContentType::kPdf})
    if ((content_types & Bit(type)) != 0) names.append(names.empty() ? "" : " or ").append(MediaType(type));
  return names;
}

// What the access log names as looked at. A path can hold anything, a telephone number too; only what looks like an id is kept.
std::string ObjectOf(std::string_view parameter) {
  const bool id = parameter.size() >= 16 && parameter.size() <= 80 &&
                  parameter.find_first_not_of("0123456789abcdef.") == std::string_view::npos;
  return parameter.empty() || id ? std::string(parameter) : "-";
}

// What was asked for where the body says it: a keyed digest, by which the same question is known again and nothing else is.
std::string ObjectOf(const Request& request, Worker& worker) {
  if (!request.params[0].empty() || request.body.empty() || !worker.has_services()) return ObjectOf(request.params[0]);
  return RequestKeyOf(worker.services().secrets, request).substr(0, 32);
}

store::Access AccessTo(const Request& request, std::string_view outcome, Worker& worker) {
  return {.actor = request.caller.actor(),
          .route = std::string(Name(request.method)).append(" ").append(request.route->path),
          .object = ObjectOf(request, worker),
          .purpose = std::string(request.purpose),
          .outcome = std::string(outcome)};
}

// Turned away from what needs a role.
void CountDenial(const Request& request, Worker& worker) {
  worker.metrics().denials.Add();
  if (request.route->roles == 0 && !request.route->audited) return;
  Denials* denials = worker.has_services() ? worker.services().denials : nullptr;
  if (denials == nullptr) return;
  denials->Record(AccessTo(request, "denied", worker), !request.caller.token.empty(), worker.steady_ns(), worker.metrics());
}

}  // namespace

size_t HttpSession::Run(std::string_view input, Worker& worker, bool draining, std::string& out) {
  draining_ = draining;
  next_ = Next::kRead;
  size_t consumed = 0;
  while (next_ == Next::kRead && consumed < input.size()) {
    request_bytes_ = 0;
    if (!ReadRequest(input.substr(consumed), worker, out)) break;
    consumed += request_bytes_;
    if (next_ == Next::kRead && out.size() >= kFlushBytes) next_ = Next::kFlush;
  }
  return next_ == Next::kClose ? input.size() : consumed;
}

bool HttpSession::ReadRequest(std::string_view input, Worker& worker, std::string& out) {
  Head head;
  method_ = Method::kGet;  // until the head says otherwise
  if (phase_ == Phase::kBody) {
    if (input.size() < need_) return false;
  } else {
    phase_ = Phase::kHead;
    switch (scan_.Feed(input)) {
      case HeadScan::State::kMore:
        return false;
      case HeadScan::State::kRefused:
        Refuse(Fail(scan_.refusal().code, scan_.refusal().detail), worker, out);
        return false;
      case HeadScan::State::kWhole:
        head_bytes_ = scan_.head_bytes();
        break;
    }
  }
  // A body that came in several reads has its head read again: cheaper than keeping views alive over them.
  const std::string_view head_text = input.substr(0, head_bytes_);
  if (const auto refusal = ReadHead(head_text, rules_->hosts, head)) {
    Refuse(Fail(refusal->code, refusal->detail), worker, out);
    return false;
  }
  method_ = head.method;
  http_1_1_ = head.http_1_1;
  keep_alive_ = head.keep_alive && !draining_ && requests_ + 1 < rules_->requests_max;
  const size_t question = std::min(head.target.find('?'), head.target.size());
  Request request;
  request.method = head.method;
  request.content_type = head.content_type;
  request.path = head.target.substr(0, question);
  request.query = question == head.target.size() ? std::string_view() : head.target.substr(question + 1);
  request.if_none_match = head.if_none_match;
  request.idempotency_key = WithoutQuotes(head.idempotency_key);
  request.receipt_code = head.receipt_code;
  request.purpose = head.purpose;
  request.last_event_id = head.last_event_id;
  request.accepts_events = head.accepts_events;
  request.accepts_gzip = head.accepts_gzip;
  match_ = FindRoute(rules_->routes, request.path, head.method);
  request.params = match_.params;
  request.route = match_.route;
  if (phase_ == Phase::kHead) {
    if (!ReadsAlike(head_text, head)) {
      Refuse(Fail(ErrorCode::kBadRequest, "the head can be read in more than one way"), worker, out);
      return false;
    }
    need_ = head_bytes_ + head.content_length;
    if (const auto error = Admit(head, request, worker)) {
      // Whoever is not going to be answered by a handler is told before the body is read, and nothing behind it is looked at.
      const bool whole = head.content_length == 0;
      if (whole) request_bytes_ = head_bytes_;
      RefuseAdmission(*error, request, worker, whole && keep_alive_, out);
      return whole;
    }
    if (input.size() < need_) {
      phase_ = Phase::kBody;
      if (head.expects_continue && input.size() == head_bytes_) out.append(kContinue);
      return false;
    }
  } else if (const auto known = Authenticate(head, request, worker);
             known.has_error() || !Allows(*match_.route, request.caller.role)) {
    // Revoked while its body was on the way.
    RefuseAdmission(Fail(ErrorCode::kUnauthorized), request, worker, /*keep_alive=*/false, out);
    return false;
  }
  request_bytes_ = static_cast<size_t>(need_);
  request.body = input.substr(head_bytes_, request_bytes_ - head_bytes_);
  Dispatch(request, worker, out);
  return true;
}

base::Result<void> HttpSession::Authenticate(const Head& head, Request& request, Worker& worker) {
  Caller& caller = request.caller;
  request.from_control = caller.control = rules_->control;
  if (rules_->control) {
    caller.role = event::Role::kAdmin;
    return {};
  }
  static const IpPrefixes kNobody;
  const ClientAddress client = ClientOf(peer, head.forwarded_for, rules_->trusted == nullptr ? kNobody : *rules_->trusted);
  caller.address = client.text;
  caller.ip = client.ip;
  return head.authorization.empty() ? base::Result<void>() : rules_->identify(head.authorization, worker, caller);
}

std::optional<base::Error> HttpSession::Admit(const Head& head, Request& request, Worker& worker) {
  limited_ = {};
  const Route* route = match_.route;
  if (route == nullptr) return Fail(match_.methods == 0 ? ErrorCode::kNotFound : ErrorCode::kMethodNotAllowed);
  if (head.content_length > route->body_bytes_max)
    return Fail(ErrorCode::kBodyTooLarge,
                "this address takes at most " + std::to_string(route->body_bytes_max) + " bytes of body");
  if (request.method == Method::kOptions) return std::nullopt;
  const base::Result<void> known = Authenticate(head, request, worker);
  const Caller& caller = request.caller;
  // A token that is none counts against the address it came from, so that guessing is slow.
  if (Limits* limits = worker.has_services() ? worker.services().limits : nullptr; limits != nullptr) {
    const LimitClass limit = known.has_error() && route->limit == LimitClass::kNone ? LimitClass::kOfficer : route->limit;
    limited_ = limits->Admit(limit, caller, 1 + head.content_length / BytesPerRequest(limit), worker.steady_ns());
    if (!limited_.allowed) return Fail(ErrorCode::kTooManyRequests);
  }
  if (known.has_error()) return known.error();
  if (!Allows(*route, caller.role))
    return Fail(caller.role == event::Role::kAnonymous ? ErrorCode::kUnauthorized : ErrorCode::kForbidden);
  if (request.method == Method::kPost) {
    const unsigned types = route->content_types == 0 ? Bit(ContentType::kJson) : route->content_types;
    if ((types & Bit(request.content_type)) == 0)
      return Fail(ErrorCode::kUnsupportedMediaType, "a POST body here must be " + NamesOf(types));
  }
  if (route->decode != nullptr && !rules_->control) return CheckIdempotencyKey(request);
  return std::nullopt;
}

void HttpSession::Dispatch(const Request& request, Worker& worker, std::string& out) {
  Response& response = worker.response;
  response.Clear();
  ++requests_;
  const Route& route = *match_.route;
  response.cors = route.cors;
  response.rate_limit = limited_.state;
  if (request.method == Method::kOptions) {
    response.status = 204;
    response.allow = match_.methods;
    response.preflight = route.cors;
  } else if (route.audited && request.caller.role != event::Role::kAnonymous) {
    audited_ = std::make_unique<RequestCopy>(request);
    access_ = AccessTo(request, "granted", worker);
    next_ = Next::kAwait;
    return;
  } else if (route.handle != nullptr) {
    route.handle(request, worker, response);
  } else if (Enter(request, worker)) {
    next_ = Next::kAwait;
    return;
  }
  Answer(response, worker, out, keep_alive_);
}

bool HttpSession::Enter(const Request& request, Worker& worker) {
  earlier_.reset();
  auto submission = match_.route->decode(request, worker);
  // What it is about may have moved on since it was entered: whoever sends it again is answered as the first time. Where making
  // the entry again may still fail, that answer is kept at hand.
  const bool refused = submission.has_error() && !IsOfTheMoment(submission.error());
  if (worker.has_services() && (refused || (submission.has_value() && submission->prepare)))
    earlier_ = EarlierReply(request, worker.services());
  if (submission.has_value()) {
    submission_ = std::move(*submission);
    render_ = std::move(submission_->render);
    return true;
  }
  if (!earlier_ || (earlier_->has_value() && match_.route->render == nullptr))
    worker.response.Refuse(submission.error());
  else if (earlier_->has_error())
    worker.response.Refuse(earlier_->error());
  else
    Render(*earlier_, worker);
  return false;
}

void HttpSession::Render(const base::Result<store::Sequencer::Reply>& reply, Worker& worker) {
  Response& response = worker.response;
  if (!rules_->control && reply.has_value()) {
    response.replayed = reply->replayed;
    response.status = reply->replayed ? 200 : 201;
  }
  const bool reused = !rules_->control && reply.has_error() && reply.error().code == ErrorCode::kConflict;
  static const base::Result<store::Sequencer::Reply> kReused = KeyReused();
  const base::Result<store::Sequencer::Reply>& answered = reused ? kReused : reply;
  if (render_ != nullptr)
    std::exchange(render_, nullptr)(answered, worker, response);
  else
    match_.route->render(answered, worker, response);
}

void HttpSession::Resume(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, bool draining, std::string& out) {
  submission_.reset();
  draining_ = draining;
  next_ = Next::kRead;
  Response& response = worker.response;
  response.Clear();
  response.cors = match_.route->cors;
  response.rate_limit = limited_.state;
  const bool owed = earlier_ && reply.has_error() && !IsOfTheMoment(reply.error());
  Render(owed ? *earlier_ : reply, worker);
  Answer(response, worker, out, keep_alive_ && !draining);
}

void HttpSession::ResumeRead(const base::Result<void>& recorded, Worker& worker, bool draining, std::string& out) {
  access_.reset();
  const std::unique_ptr<RequestCopy> copy = std::move(audited_);
  draining_ = draining;
  next_ = Next::kRead;
  Response& response = worker.response;
  response.Clear();
  response.cors = match_.route->cors;
  response.rate_limit = limited_.state;
  if (recorded.has_error())
    response.Refuse(Fail(ErrorCode::kUnavailable, "the access cannot be recorded, so nothing is shown"));
  else
    match_.route->handle(copy->request(), worker, response);
  Answer(response, worker, out, keep_alive_ && !draining);
}

void HttpSession::Answer(const Response& response, Worker& worker, std::string& out, bool keep_alive) {
  const size_t before = out.size();
  keep_alive = keep_alive && !response.stream;
  AppendResponse(response, {http_1_1_, keep_alive, method_ == Method::kHead}, worker.date, out);
  const bool known = match_.methods != 0;
  worker.metrics().CountRequest(known ? match_.number : kRoutesCounted - 1, response.status);
  if (worker.log().Wants(response.status)) {
    worker.log().Add({.time_s = worker.now_s,
                      .connection = connection_number,
                      .peer = logged_peer,
                      .method = method_,
                      .route = known ? rules_->routes[match_.number].path : std::string_view("-"),
                      .status = response.status,
                      .bytes_in = request_bytes_,
                      .bytes_out = out.size() - before,
                      .time_us = worker.MicrosecondsInBatch()});
  }
  ForgetRequest();
  if (!keep_alive) next_ = Next::kClose;
  if (!response.stream) return;
  stream_ = response.stream;
  next_ = Next::kStream;
}

void HttpSession::RefuseAdmission(const base::Error& error, const Request& request, Worker& worker, bool keep_alive,
                                  std::string& out) {
  Response& response = worker.response;
  response.Clear();
  response.cors = match_.cors;
  response.rate_limit = limited_.state;
  if (error.code == ErrorCode::kTooManyRequests)
    Limits::Refuse(limited_, response);
  else
    response.Refuse(error);
  ++requests_;
  switch (error.code) {
    case ErrorCode::kMethodNotAllowed:
      response.allow = match_.methods;
      break;
    case ErrorCode::kBodyTooLarge:
    case ErrorCode::kUnsupportedMediaType:
      worker.metrics().refused.Add();
      break;
    case ErrorCode::kTooManyRequests:
      worker.metrics().limited[static_cast<size_t>(match_.route->limit)].Add();
      break;
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
      CountDenial(request, worker);
      break;
    default:
      break;
  }
  Answer(response, worker, out, keep_alive);
}

void HttpSession::Refuse(const base::Error& error, Worker& worker, std::string& out) {
  worker.response.Clear();
  worker.response.cors = match_.cors;
  worker.response.Refuse(error);
  worker.metrics().refused.Add();
  Answer(worker.response, worker, out, /*keep_alive=*/false);
}

void HttpSession::TimeOut(Worker& worker, std::string& out) {
  worker.metrics().timeouts.Add();
  if (phase_ != Phase::kIdle) Refuse(Fail(ErrorCode::kRequestTimeout), worker, out);
  next_ = Next::kClose;
}

void HttpSession::Overload(Worker& worker, std::string& out) {
  worker.metrics().overloads.Add();
  Refuse(Fail(ErrorCode::kOverloaded, "too many bodies are on their way at once"), worker, out);
}

void HttpSession::ForgetRequest() {
  match_ = {};
  earlier_.reset();
  scan_ = HeadScan();
  head_bytes_ = 0;
  need_ = 0;
  phase_ = Phase::kIdle;
}

}  // namespace cybercheck::server
