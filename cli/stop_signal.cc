// SPDX-License-Identifier: Apache-2.0
#include "cli/stop_signal.h"

#include <atomic>
#include <csignal>

namespace cybercheck::cli {
namespace {

std::atomic<bool> g_stop{false};

}  // namespace

void StopOnSignal() {
  struct sigaction action {};
  action.sa_handler = [](int) { g_stop.store(true); };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool ToldToStop() noexcept { return g_stop.load(); }

}  // namespace cybercheck::cli
