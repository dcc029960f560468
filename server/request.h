// SPDX-License-Identifier: Apache-2.0
// One request as handlers see it. All views point into the connection's read buffer and end with the handler's return; what must
// live longer is a RequestCopy.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "event/access_token.h"
#include "server/client_address.h"

namespace cybercheck::server {

struct Route;

enum class Method : uint8_t { kGet, kHead, kPost, kOptions, kPut, kDelete, kPatch };
inline constexpr size_t kMethodCount = 7;
std::string_view Name(Method method) noexcept;

// kNone: no Content-Type field; kOther: none of these.
enum class ContentType : uint8_t { kNone, kJson, kNdjson, kPng, kJpeg, kPdf, kXlsx, kOther };
std::string_view MediaType(ContentType type) noexcept;  // "application/json"; empty for kNone and kOther

// Who asks, as the session found out before any handler runs.
struct Caller {
  event::Role role = event::Role::kAnonymous;
  std::string_view token;    // its id, 16 hex digits; empty: none
  std::string_view bank;     // of a partner's token
  std::string_view install;  // 32 hex digits of an app's install token; its role is kAnonymous
  std::string_view address;  // the client's, as text, trusted proxies taken off; empty: unknown (a local socket)
  IpAddress ip;              // the same
  bool control = false;      // came over DIR/control.sock: its peer owns the data; its role is kAdmin

  // How entries and access lines name it: "tok:<id>", "anon", "cli".
  std::string actor() const;
};

struct Request {
  Method method = Method::kGet;
  ContentType content_type = ContentType::kNone;
  bool from_control = false;    // caller.control
  bool accepts_events = false;  // asks for Server-Sent Events
  bool accepts_gzip = false;    // may be answered in gzip
  std::string_view path;        // exactly as sent: routes are compared undecoded
  std::string_view query;       // after the '?', still percent-encoded
  std::string_view body;
  std::string_view if_none_match;
  std::string_view idempotency_key;          // without quotes; a write's was checked
  std::string_view receipt_code;             // Receipt-Code: what an anonymous reporter was given
  std::string_view purpose;                  // X-Access-Purpose: why a privileged read is made
  std::string_view last_event_id;            // Last-Event-ID: where a stream of events goes on
  std::array<std::string_view, 2> params{};  // what stood for the {…} of the route's path
  Caller caller;
  const Route* route = nullptr;
};

// A request that owns its bytes: for what happens after the handler has returned (Submission::prepare, an audited read).
class RequestCopy {
 public:
  explicit RequestCopy(const Request& request);
  RequestCopy(const RequestCopy&) = delete;
  RequestCopy& operator=(const RequestCopy&) = delete;
  const Request& request() const { return request_; }

 private:
  std::string bytes_;  // all views of request_ point here
  Request request_;
};

}  // namespace cybercheck::server
