// SPDX-License-Identifier: Apache-2.0
// All I/O threads of a server: those of the public listener, one a core, and the one of the control socket. Used by the thread
// that made it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/io_thread.h"
#include "server/lapse_timer.h"
#include "server/signals.h"

namespace cybercheck::server {

class IoThreads {
 public:
  // Binds everything; nothing runs yet. Tells `services` where the counters are. `services` and `log` must outlive this.
  // Errors: kIo, kBadConfig.
  base::Result<void> Open(const Config& config, Services& services, RequestLog& log);
  void Start();
  // Stops accepting, lets requests in flight end, joins all threads. False: forced, by a second signal or by time.
  bool Drain(const Signals& signals, int64_t ms_max);

  const std::string& address() const { return address_; }
  size_t public_count() const { return threads_.size() - 1; }

 private:
  std::string address_;  // "127.0.0.1:8080"
  std::vector<std::string> hosts_, control_hosts_;
  IpPrefixes trusted_;
  std::optional<LapseTimer> lapse_timer_;           // the control socket's thread runs it
  std::vector<std::unique_ptr<IoThread>> threads_;  // the last is the control socket's
};

}  // namespace cybercheck::server
