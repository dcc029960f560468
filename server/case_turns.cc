// SPDX-License-Identifier: Apache-2.0
#include "server/case_turns.h"

#include <chrono>

namespace cybercheck::server {

CaseTurns::Turn::~Turn() {
  {
    const std::lock_guard lock(turns_.mutex_);
    turns_.taken_.erase(of_);
  }
  turns_.given_back_.notify_all();
}

base::Result<std::shared_ptr<CaseTurns::Turn>> CaseTurns::Take(event::CaseRef of) {
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, std::chrono::seconds(2), [&] { return !taken_.contains(of); }))
    return base::Fail(base::ErrorCode::kOverloaded, "others are changing the same case");
  taken_.insert(of);
  return std::make_shared<Turn>(*this, of);
}

}  // namespace cybercheck::server
