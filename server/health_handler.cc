// SPDX-License-Identifier: Apache-2.0
#include "server/handlers.h"
#include "server/services.h"

namespace cybercheck::server {

void Livez(const Request&, Worker&, Response& response) { response.body = "{\"status\":\"alive\"}"; }

void Readyz(const Request&, Worker& worker, Response& response) {
  switch (worker.services().readiness.load(std::memory_order_relaxed)) {
    case Readiness::kReady:
      break;
    case Readiness::kStarting:
      return response.Refuse(base::Fail(base::ErrorCode::kUnavailable, "starting"));
    case Readiness::kDraining:
      return response.Refuse(base::Fail(base::ErrorCode::kUnavailable, "draining"));
  }
  if (auto session = worker.Reading(); session.has_error()) return response.Refuse(session.error());
  response.body = "{\"status\":\"ready\"}";
}

}  // namespace cybercheck::server
