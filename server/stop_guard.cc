// SPDX-License-Identifier: Apache-2.0
#include "server/stop_guard.h"

#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>

#include "server/service.h"

namespace cybercheck::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::milliseconds(20);

[[noreturn]] void EndProcess(std::string_view why) {
  // Whoever should read this may be who is waited for.
  pollfd out{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  if (::poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0) static_cast<void>(!::write(STDERR_FILENO, why.data(), why.size()));
  std::_Exit(kExitForced);
}

}  // namespace

StopGuard::StopGuard(const Signals& signals, int64_t ms_max) : signals_(signals), thread_([this, ms_max] { Run(ms_max); }) {}

StopGuard::~StopGuard() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void StopGuard::ObeySignals() {
  const std::lock_guard lock(mutex_);
  obeys_ = true;
}

void StopGuard::Run(int64_t ms_max) {
  const Clock::time_point until = Clock::now() + std::chrono::milliseconds(ms_max);
  std::unique_lock lock(mutex_);
  while (!done_) {
    if (Clock::now() >= until)
      EndProcess("cybercheck: the stop took too long and is cut short; what was answered is on the disk\n");
    if (!obeys_) {
      changed_.wait_for(lock, kLook, [this] { return done_; });
      continue;
    }
    lock.unlock();
    const Signals::Asked asked = signals_.WaitFor(kLook.count());
    lock.lock();
    if (asked == Signals::Asked::kEnd && !done_) EndProcess("cybercheck: asked again, the stop is cut short\n");
  }
}

}  // namespace cybercheck::server
