// SPDX-License-Identifier: Apache-2.0
// Ends holds at their minute: what no clock may decide inside the log is said to it by an entry. Once a second it looks at what
// is due and submits hold_move {to: lapsed}, at the time it was due.
//
// The entry's id is SHA-256 of "lapse", that time and the hold: a server that starts again, or a second one, says the same once.
// What was prolonged meanwhile is refused, and its next time has another id.
// Runs on one thread, never waits; what could not be entered is tried again.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace cybercheck::server {

struct Services;

class LapseTimer {
 public:
  explicit LapseTimer(Services& services) : services_(services) {}
  void Tick(int64_t now_s);

 private:
  Services& services_;
  int64_t looked_s_ = 0;
  std::map<std::string, int64_t> submitted_;  // what is due -> when it was last submitted
};

}  // namespace cybercheck::server
