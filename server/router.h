// SPDX-License-Identifier: Apache-2.0
// Which handler answers a path. Paths are compared as sent, byte for byte, before any decoding. Immutable; any thread may ask.
#pragma once

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
};

struct Route {
  using Handle = void (*)(const Request& request, Worker& worker, Response& response);
  using Decode = base::Result<Submission> (*)(const Request& request, Worker& worker);
  using Render = void (*)(const base::Result<store::Sequencer::Reply>& reply, Response& response);

  std::string_view path;
  std::string_view allow;  // the Allow field
  unsigned methods = 0;    // bits by Method
  size_t body_bytes_max = 0;
  bool cors = false;        // any origin may read answers and refusals
  Handle handle = nullptr;  // or:
  Decode decode = nullptr;
  Render render = nullptr;
};

constexpr unsigned Bit(Method method) { return 1u << static_cast<unsigned>(method); }
inline constexpr unsigned kReads = Bit(Method::kGet) | Bit(Method::kHead);

// The routes of the public listener and of the control socket.
std::span<const Route> PublicRoutes();
std::span<const Route> ControlRoutes();

// Null: no such path.
inline const Route* FindRoute(std::span<const Route> routes, std::string_view path) {
  for (const Route& route : routes)
    if (route.path == path) return &route;
  return nullptr;
}

}  // namespace cybercheck::server
