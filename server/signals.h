// SPDX-License-Identifier: Apache-2.0
// The signals a server obeys: SIGTERM and SIGINT end it, SIGHUP reads the files again. Blocked for the thread that makes this and
// those it starts; one thread waits for them. SIGPIPE is ignored. What was before is restored on destruction.
#pragma once

#include <csignal>
#include <cstdint>
#include <ctime>

namespace cybercheck::server {

class Signals {
 public:
  enum class Asked : uint8_t { kNothing, kReload, kEnd };

  Signals() {
    sigemptyset(&set_);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    pipe_before_ = std::signal(SIGPIPE, SIG_IGN);
  }
  ~Signals() {
    std::signal(SIGPIPE, pipe_before_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  Asked Wait() const {
    int number = 0;
    while (sigwait(&set_, &number) != 0) {
    }
    return number == SIGHUP ? Asked::kReload : Asked::kEnd;
  }
  // kNothing after `ms`.
  Asked WaitFor(int64_t ms) const {
    const std::timespec wait{.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1'000'000};
    const int number = sigtimedwait(&set_, nullptr, &wait);
    return number < 0 ? Asked::kNothing : number == SIGHUP ? Asked::kReload : Asked::kEnd;
  }

 private:
  sigset_t set_, before_;
  void (*pipe_before_)(int);
};

}  // namespace cybercheck::server
