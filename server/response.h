// SPDX-License-Identifier: Apache-2.0
// What a handler answers, before it is bytes. One Response is reused for all requests of a thread: Clear keeps the buffer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace cybercheck::server {

class Worker;

inline constexpr std::string_view kMediaJson = "application/json";
inline constexpr std::string_view kProblemJson = "application/problem+json";

// What the RateLimit fields say (draft-ietf-httpapi-ratelimit-headers): the tightest bucket a request was counted in.
struct RateLimitState {
  std::string_view policy;  // its name; empty: not limited
  uint64_t quota = 0;       // requests in a window of
  uint64_t window_s = 0;
  uint64_t remaining = 0;
  uint64_t reset_s = 0;  // until the whole quota is there again
};

// What an answer without an end still has to say (Server-Sent Events): asked a few times a second, appends what is new to `out`.
// False: it is over, the connection is closed. It owns what it uses and keeps no snapshot between two calls.
using EventStream = std::function<bool(Worker& worker, std::string& out)>;

struct Response {
  int status = 200;
  std::string_view content_type = kMediaJson;
  std::string body;
  std::string_view asset;   // instead of body: bytes that live as long as the program
  std::string_view etag;    // with its quotes
  unsigned allow = 0;       // 405 and OPTIONS: bits by Method
  std::string location;     // of what a write made: "/v1/reports/…"; may be empty
  std::string next;         // Link: where the page behind this one is (RFC 8288, rel="next"); may be empty
  std::string disposition;  // Content-Disposition, for what is only ever downloaded; may be empty
  int retry_after_s = 0;    // 0: none
  RateLimitState rate_limit;
  EventStream stream;      // behind the body, until it is over
  bool packs = false;      // there is this in gzip, too: Vary
  bool packed = false;     // and asset is it: Content-Encoding
  bool store = false;      // may be kept by caches (with its etag); else Cache-Control: no-store
  bool cors = false;       // any origin may read it
  bool preflight = false;  // answers a CORS preflight
  bool replayed = false;   // a write's stored outcome: Idempotency-Replayed
  bool challenge = false;  // 401: WWW-Authenticate

  void Clear() noexcept;
  // Makes this the problem+json of `error`; keeps cors and rate_limit.
  void Refuse(const base::Error& error);
  std::string_view bytes() const { return asset.empty() ? std::string_view(body) : asset; }
};

// "Tue, 24 Nov 2026 03:00:00 GMT" (RFC 9110 section 5.6.7), made once a second.
class DateField {
 public:
  void Update(int64_t unix_s) noexcept;
  std::string_view text() const { return {text_, kBytes}; }
  static constexpr size_t kBytes = 29;

 private:
  int64_t unix_s_ = -1;
  char text_[kBytes + 1] = {};
};

struct ResponseFraming {
  bool http_1_1 = true;
  bool keep_alive = true;
  bool head_only = false;  // the request was HEAD
};
// Status line, fields and body as HTTP/1.1.
void AppendResponse(const Response& response, ResponseFraming framing, const DateField& date, std::string& out);
std::string_view StatusText(int status) noexcept;

}  // namespace cybercheck::server
