// SPDX-License-Identifier: Apache-2.0
#include "server/http_session.h"

#include "server/request_parser.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

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
  if (phase_ == Phase::kHead) {
    if (!ReadsAlike(head_text, head)) {
      Refuse(Fail(ErrorCode::kBadRequest, "the head can be read in more than one way"), worker, out);
      return false;
    }
    route_ = FindRoute(rules_->routes, head.target.substr(0, question));
    if (head.content_length > 0) {
      // Whoever is not going to be answered by a handler is told before the body is read.
      if (route_ == nullptr || (route_->methods & Bit(head.method)) == 0) {
        RefuseRoute(worker, out);
        return false;
      }
      if (head.content_length > route_->body_bytes_max) {
        Refuse(Fail(ErrorCode::kBodyTooLarge,
                    "this address takes at most " + std::to_string(route_->body_bytes_max) + " bytes of body"),
               worker, out);
        return false;
      }
    }
    need_ = head_bytes_ + head.content_length;
    if (input.size() < need_) {
      phase_ = Phase::kBody;
      if (head.expects_continue && input.size() == head_bytes_) out.append(kContinue);
      return false;
    }
  }
  request_bytes_ = static_cast<size_t>(need_);
  Request request;
  request.method = head.method;
  request.path = head.target.substr(0, question);
  request.query = question == head.target.size() ? std::string_view() : head.target.substr(question + 1);
  request.body = input.substr(head_bytes_, request_bytes_ - head_bytes_);
  request.if_none_match = head.if_none_match;
  request.from_control = rules_->control;
  Dispatch(request, worker, out);
  return true;
}

void HttpSession::Dispatch(const Request& request, Worker& worker, std::string& out) {
  Response& response = worker.response;
  response.Clear();
  ++requests_;
  if (route_ == nullptr || (route_->methods & Bit(request.method)) == 0) {
    RefuseRoute(worker, out);
    return;
  }
  response.cors = route_->cors;
  if (request.method == Method::kOptions) {
    response.status = 204;
    response.allow = route_->allow;
    response.preflight = route_->cors;
  } else if (route_->handle != nullptr) {
    route_->handle(request, worker, response);
  } else if (auto submission = route_->decode(request, worker); submission.has_error()) {
    response.Refuse(submission.error());
  } else {
    submission_ = std::move(*submission);
    next_ = Next::kAwait;
    return;
  }
  Answer(response, worker, out, keep_alive_);
}

void HttpSession::Resume(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, bool draining, std::string& out) {
  submission_.reset();
  draining_ = draining;
  next_ = Next::kRead;
  worker.response.Clear();
  route_->render(reply, worker.response);
  Answer(worker.response, worker, out, keep_alive_ && !draining);
}

void HttpSession::Answer(const Response& response, Worker& worker, std::string& out, bool keep_alive) {
  const size_t before = out.size();
  AppendResponse(response, {http_1_1_, keep_alive, method_ == Method::kHead}, worker.date, out);
  const size_t route_number = route_ == nullptr ? kRoutesCounted - 1 : static_cast<size_t>(route_ - rules_->routes.data());
  worker.metrics().CountRequest(route_number, response.status);
  if (worker.log().Wants(response.status)) {
    worker.log().Add({.time_s = worker.now_s,
                      .connection = connection_number,
                      .peer = peer,
                      .method = method_,
                      .route = route_ == nullptr ? std::string_view("-") : route_->path,
                      .status = response.status,
                      .bytes_in = request_bytes_,
                      .bytes_out = out.size() - before,
                      .time_us = worker.MicrosecondsInBatch()});
  }
  ForgetRequest();
  if (!keep_alive) next_ = Next::kClose;
}

void HttpSession::RefuseRoute(Worker& worker, std::string& out) {
  Response& response = worker.response;
  response.Clear();
  response.cors = route_ != nullptr && route_->cors;
  response.Refuse(Fail(route_ == nullptr ? ErrorCode::kNotFound : ErrorCode::kMethodNotAllowed));
  if (route_ != nullptr) response.allow = route_->allow;
  Answer(response, worker, out, keep_alive_ && phase_ == Phase::kHead && request_bytes_ != 0);
}

void HttpSession::Refuse(const base::Error& error, Worker& worker, std::string& out) {
  worker.response.Clear();
  worker.response.cors = route_ != nullptr && route_->cors;
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
  route_ = nullptr;
  scan_ = HeadScan();
  head_bytes_ = 0;
  need_ = 0;
  phase_ = Phase::kIdle;
}

}  // namespace cybercheck::server
