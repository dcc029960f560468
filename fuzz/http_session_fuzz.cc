// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a connection brings, cut at any places: the answers do not depend on the cuts, and nothing is consumed that
// was not there.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "server/http_session.h"
#include "server/services.h"

using namespace cybercheck;
using namespace cybercheck::server;

namespace {

void Echo(const Request& request, Worker&, Response& response) {
  const RequestCopy copy(request);
  CHECK(copy.request().params[0] == request.params[0] && copy.request().caller.token == request.caller.token);
  response.body = std::to_string(request.path.size() + request.query.size() + request.body.size() + request.params[0].size() +
                                 request.purpose.size() + request.caller.address.size());
}

// The first letter says who.
base::Result<void> IdentifyByLetter(std::string_view authorization, Worker&, Caller& caller) {
  CHECK(!authorization.empty());
  if (authorization[0] != 'o' && authorization[0] != 's') return base::Fail(base::ErrorCode::kUnauthorized);
  caller.role = authorization[0] == 'o' ? event::Role::kOfficer : event::Role::kSupervisor;
  caller.token = authorization.substr(0, 1);
  return {};
}

base::Result<Submission> DecodeWrite(const Request& request, Worker&) {
  CHECK(!request.idempotency_key.empty());
  return Submission{};
}
void RenderWrite(const base::Result<store::Sequencer::Reply>&, Worker&, Response& response) { response.body = "{}"; }

constexpr unsigned kPost = Bit(Method::kPost);
const Route kRoutes[] = {
    {.path = "/", .methods = kReads, .handle = Echo},
    {.path = "/v1/check",
     .methods = kReads | kPost | Bit(Method::kOptions),
     .body_bytes_max = 1000,
     .cors = true,
     .handle = Echo},
    {.path = "/s/{id}", .methods = kReads, .roles = Bit(event::Role::kOfficer), .audited = true, .handle = Echo},
    {.path = "/s/{id}",
     .methods = kPost,
     .body_bytes_max = 1000,
     .content_types = Bit(ContentType::kNdjson) | Bit(ContentType::kPng),
     .roles = Bit(event::Role::kSupervisor),
     .handle = Echo},
    {.path = "/w", .methods = kPost, .body_bytes_max = 1000, .decode = DecodeWrite, .render = RenderWrite},
};
const std::vector<std::string> kHosts = {"a:1"};

// `cuts` gives the sizes of the pieces, again and again; empty: one piece.
std::string Answers(std::string_view bytes, std::string_view cuts) {
  static const IpPrefixes kTrusted({"127.0.0.0/8"});
  const SessionRules rules{.routes = kRoutes, .hosts = kHosts, .trusted = &kTrusted, .identify = IdentifyByLetter};
  HttpSession session(rules);
  session.peer = {"127.0.0.1", *ParseIpAddress("127.0.0.1")};
  Worker worker(nullptr, nullptr);
  worker.BeginBatch(0, 0);
  std::string input, out;
  bool resumed = false;
  for (size_t at = 0, turn = 0; at < bytes.size() && session.next() != HttpSession::Next::kClose; ++turn) {
    const size_t size = cuts.empty() ? bytes.size() : static_cast<uint8_t>(cuts[turn % cuts.size()]) % 64 + 1;
    const std::string_view piece = bytes.substr(at, size);
    at += piece.size();
    input.append(piece);
    do {
      const size_t used = session.Run(input, worker, false, out);
      CHECK(used <= input.size());
      input.erase(0, used);
      if (session.next() == HttpSession::Next::kAwait) {
        if (session.awaits_entry()) {
          session.TakeSubmission();
          session.Resume(store::Sequencer::Reply{}, worker, false, out);
        } else {
          session.TakeAccess();
          session.ResumeRead({}, worker, false, out);
        }
        resumed = session.next() == HttpSession::Next::kRead;
      }
    } while (session.next() == HttpSession::Next::kFlush || std::exchange(resumed, false));
  }
  if (session.next() == HttpSession::Next::kClose) out += "closed";
  return out;
}

std::string Without100(std::string text) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  for (size_t at; (at = text.find(kContinue)) != std::string::npos;) text.erase(at, kContinue.size());
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 8) return 0;
  const std::string_view cuts(reinterpret_cast<const char*>(data), 7);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 7, size - 7);
  // Whether 100 Continue is said depends on what has come, and on nothing else.
  CHECK(Without100(Answers(bytes, cuts)) == Without100(Answers(bytes, {})));
  return 0;
}
