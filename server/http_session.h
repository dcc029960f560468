// SPDX-License-Identifier: Apache-2.0
// One connection's HTTP, without its socket: bytes in, bytes out. The connection (server/connection.h), the tests and the fuzz
// target drive the same code.
//
//   Run(input): for every whole request: framing -> second reader -> route -> admission -> handler -> append the answer to `out`
//
// Admission is everything a row of the router says about who may ask and how (server/router.h), decided before a body is read:
// size, token, role, limit, content type, Idempotency-Key.
//
//   kRead    all whole requests are answered; call again with the rest of `input` and what follows it
//   kFlush   enough is waiting in `out`; write it, then call again with the rest
//   kAwait   a request awaits its entry, or the record of a privileged read: take which, then Resume with what came of it
//   kStream  write `out`, and what Stream() appends as time goes by, until it returns false; then close
//   kClose   write `out`, then close; no byte after what was consumed is ever looked at
//
// Not thread-safe; allocates nothing in steady state.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/framing.h"
#include "server/identify.h"
#include "server/limits.h"
#include "server/router.h"
#include "store/access_log.h"

namespace cybercheck::server {

// What all sessions of a listener share.
struct SessionRules {
  std::span<const Route> routes;
  std::span<const std::string> hosts;  // lower case
  bool control = false;
  uint64_t requests_max = UINT64_MAX;   // then the connection is closed
  const IpPrefixes* trusted = nullptr;  // proxies whose word on the client's address is taken; null: none
  base::Result<void> (*identify)(std::string_view authorization, Worker& worker, Caller& caller) = Identify;
};

class HttpSession {
 public:
  enum class Next : uint8_t { kRead, kFlush, kAwait, kStream, kClose };
  enum class Phase : uint8_t { kIdle, kHead, kBody };
  static constexpr size_t kFlushBytes = 256 << 10;

  explicit HttpSession(const SessionRules& rules) : rules_(&rules) {}

  // Returns how many bytes of `input` are done with. `draining`: every answer is the connection's last.
  size_t Run(std::string_view input, Worker& worker, bool draining, std::string& out);
  Next next() const { return next_; }

  // What kAwait awaits: the one or the other.
  bool awaits_entry() const { return submission_.has_value(); }
  Submission TakeSubmission() { return std::move(*submission_); }
  store::Access TakeAccess() { return std::move(*access_); }
  void Resume(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, bool draining, std::string& out);
  // The access was recorded, or could not be: then nothing is read.
  void ResumeRead(const base::Result<void>& recorded, Worker& worker, bool draining, std::string& out);

  // What there is to say of an answer without an end. False: nothing follows. Between BeginBatch and EndBatch.
  bool Stream(Worker& worker, std::string& out) { return stream_(worker, out); }

  // The deadline passed: a request that had begun is told so.
  void TimeOut(Worker& worker, std::string& out);
  // There is no room for the body that is on its way.
  void Overload(Worker& worker, std::string& out);

  Phase phase() const { return phase_; }
  uint64_t body_bytes_expected() const { return need_ > head_bytes_ ? need_ - head_bytes_ : 0; }
  uint64_t requests() const { return requests_; }

  // For the log: called for each answer when set up by the connection.
  uint64_t connection_number = 0;
  ClientAddress peer;            // the address the connection comes from; empty: a local socket
  std::string_view logged_peer;  // what the log says of it; empty: nothing

 private:
  bool ReadRequest(std::string_view input, Worker& worker, std::string& out);  // false: stop here
  // What stands against answering: the error to refuse with. Fills `request.caller` and the rate limit of the answer.
  std::optional<base::Error> Admit(const Head& head, Request& request, Worker& worker);
  base::Result<void> Authenticate(const Head& head, Request& request, Worker& worker);
  void Dispatch(const Request& request, Worker& worker, std::string& out);
  bool Enter(const Request& request, Worker& worker);  // false: there is nothing to await, the response says why
  void Render(const base::Result<store::Sequencer::Reply>& reply, Worker& worker);
  void Answer(const Response& response, Worker& worker, std::string& out, bool keep_alive);
  void Refuse(const base::Error& error, Worker& worker, std::string& out);
  void RefuseAdmission(const base::Error& error, const Request& request, Worker& worker, bool keep_alive, std::string& out);
  void ForgetRequest();

  const SessionRules* rules_;
  RouteMatch match_;
  std::optional<Submission> submission_;
  decltype(Submission::render) render_;                           // of the submission under way; empty: the route's
  std::optional<base::Result<store::Sequencer::Reply>> earlier_;  // what it is owed where it cannot be made again
  std::optional<store::Access> access_;
  std::unique_ptr<RequestCopy> audited_;  // what is answered once its access is recorded
  EventStream stream_;                    // of the answer under way
  Limits::Admission limited_;
  HeadScan scan_;
  size_t head_bytes_ = 0;  // kBody: of the request being read
  uint64_t need_ = 0;      // kBody: head and body
  uint64_t requests_ = 0;
  size_t request_bytes_ = 0;
  Method method_ = Method::kGet;
  Next next_ = Next::kRead;
  Phase phase_ = Phase::kIdle;
  bool http_1_1_ = true;
  bool keep_alive_ = true;
  bool draining_ = false;
};

}  // namespace cybercheck::server
