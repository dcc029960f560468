// SPDX-License-Identifier: Apache-2.0
// Whose turn it is to change what a case tells. An amendment is made of what stands told, so of two that are made at once the one
// would undo the other: the next is made when the one before stands there, too. Any thread; only preparing threads wait.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>

#include "base/result.h"
#include "event/case_file.h"

namespace cybercheck::server {

class CaseTurns {
 public:
  // Gives the turn back when it is destroyed; must not outlive the CaseTurns.
  class Turn {
   public:
    Turn(CaseTurns& turns, event::CaseRef of) : turns_(turns), of_(of) {}
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    CaseTurns& turns_;
    event::CaseRef of_;
  };

  // Waits until nobody has it. kOverloaded: not within two seconds.
  base::Result<std::shared_ptr<Turn>> Take(event::CaseRef of);

 private:
  std::mutex mutex_;  // guards what follows
  std::condition_variable given_back_;
  std::set<event::CaseRef> taken_;
};

}  // namespace cybercheck::server
