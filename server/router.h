// SPDX-License-Identifier: Apache-2.0
// Which handler answers a path, and who may ask. Paths are compared as sent, byte for byte, before any decoding; `{id}` in a
// route's path stands for one segment that is not empty. Immutable; any thread may ask.
//
// What a row says is enforced by the session (server/http_session.h), in one place: methods, sizes, content types, roles, limits,
// the Idempotency-Key of writes, the record of audited reads. docs/roles.md is made from these rows.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>

#include "server/request.h"
#include "server/response.h"
#include "store/sequencer.h"

namespace cybercheck::server {

class Worker;

// A write: its entry, awaited between two pure functions.
struct Submission {
  event::Draft draft;
  store::Priority priority = store::Priority::kInteractive;
  // Where making the draft may block (a sealing key made durable, a file synced): runs on one of the service's preparing threads
  // and gives the draft instead. It owns what it uses (RequestCopy).
  std::function<base::Result<event::Draft>()> prepare;
  bool prepares_at_once = false;  // this one cannot block after all: runs where it is, which saves waking another thread
  // Where the answer needs what only the request told (rows of a batch that could not be taken): instead of the route's.
  std::function<void(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response)> render{};
};

// Which bucket of the rate limits a request is counted in (server/limits.h).
enum class LimitClass : uint8_t { kNone, kCheck, kReport, kOfficer, kIssue };

struct Route {
  using Handle = void (*)(const Request& request, Worker& worker, Response& response);
  using Decode = base::Result<Submission> (*)(const Request& request, Worker& worker);
  // Before a call on the public listener `response.status` is 201, or 200 with `response.replayed` for a known Idempotency-Key.
  using Render = void (*)(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);

  std::string_view path;
  unsigned methods = 0;  // bits by Method; rows of one path have different ones
  size_t body_bytes_max = 0;
  unsigned content_types = 0;  // bits by ContentType that a POST may carry; 0: JSON
  unsigned roles = 0;          // bits by event::Role; 0: everybody. Admin and the control socket may do what anybody may
  // A privileged read: recorded and durable in the access log before `handle` runs; else 503. Where everybody may ask, only what
  // a credential asks is one.
  bool audited = false;
  LimitClass limit = LimitClass::kNone;
  bool cors = false;        // any origin may read answers and refusals
  Handle handle = nullptr;  // or:
  Decode decode = nullptr;
  Render render = nullptr;  // null: its submissions answer themselves, from what only the request tells
};

constexpr unsigned Bit(Method method) { return 1u << static_cast<unsigned>(method); }
constexpr unsigned Bit(ContentType type) { return 1u << static_cast<unsigned>(type); }
constexpr unsigned Bit(event::Role role) { return 1u << static_cast<unsigned>(role); }
inline constexpr unsigned kReads = Bit(Method::kGet) | Bit(Method::kHead);

// Roles that occur together in rows.
inline constexpr unsigned kStaff = Bit(event::Role::kOfficer) | Bit(event::Role::kSupervisor);
inline constexpr unsigned kIntakes = Bit(event::Role::kIntake) | kStaff;
inline constexpr unsigned kFigures = Bit(event::Role::kAnalyst) | kStaff;
inline constexpr unsigned kSupervisors = Bit(event::Role::kSupervisor);
inline constexpr unsigned kPublishers = Bit(event::Role::kAnalyst) | kSupervisors;

// Whether a caller of this role may use the row.
constexpr bool Allows(const Route& route, event::Role role) {
  return route.roles == 0 || role == event::Role::kAdmin || (route.roles & Bit(role)) != 0;
}

// The routes of the public listener and of the control socket.
std::span<const Route> PublicRoutes();
std::span<const Route> ControlRoutes();

struct RouteMatch {
  const Route* route = nullptr;  // null: no row of this path takes the method
  unsigned methods = 0;          // of all rows of the path; 0: no such path
  size_t number = 0;             // of the path's first row: what metrics count by
  bool cors = false;             // of any row of the path
  std::array<std::string_view, 2> params{};
};
// The parameters are views of `path`.
RouteMatch FindRoute(std::span<const Route> routes, std::string_view path, Method method) noexcept;

}  // namespace cybercheck::server
