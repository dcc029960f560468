// SPDX-License-Identifier: Apache-2.0
#include "server/services.h"

#include <ctime>

namespace cybercheck::server {

base::Result<Secrets> Secrets::Read(store::DataDirectory& directory) {
  Secrets secrets;
  ASSIGN_OR_RETURN(secrets.requests, directory.Secret("requests"));
  ASSIGN_OR_RETURN(secrets.reporters, directory.Secret("reporters"));
  ASSIGN_OR_RETURN(secrets.receipts, directory.Secret("receipts"));
  ASSIGN_OR_RETURN(secrets.persons, directory.Secret("persons"));
  ASSIGN_OR_RETURN(secrets.tracking, directory.Secret("tracking"));
  ASSIGN_OR_RETURN(secrets.app_tokens, directory.Secret("app_tokens"));
  ASSIGN_OR_RETURN(secrets.promptpay_nid, directory.Secret("promptpay_nid"));
  ASSIGN_OR_RETURN(secrets.releases, directory.Secret("releases"));
  return secrets;
}

base::Result<lookup::Engine::Session*> Worker::Reading() {
  if (reading_) return &*session_;
  if (!session_) {
    ASSIGN_OR_RETURN(auto session, services_->engine.OpenSession());
    session_.emplace(std::move(session));
  }
  TRY(session_->Begin());
  reading_ = true;
  return &*session_;
}

int64_t SteadyUs() noexcept {
  std::timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

int64_t Worker::MicrosecondsInBatch() const noexcept { return SteadyUs() - batch_began_us_; }

}  // namespace cybercheck::server
