// SPDX-License-Identifier: Apache-2.0
// The request log: one JSON line a request on stderr. It holds time, method, route pattern, status, bytes, microseconds and the
// connection's number, and the peer's address where configured; never a target, a field, a body or a value.
//
//   I/O thread: Lines::Add into a buffer of its own … Lines::Flush once per loop -> shared buffer -> writer thread -> stderr
//
// An I/O thread never waits for stderr: when the writer falls behind, lines are dropped and counted.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "server/config.h"
#include "server/request.h"

namespace cybercheck::server {

struct RequestLine {
  int64_t time_s = 0;
  uint64_t connection = 0;
  std::string_view peer;  // empty: not told
  Method method{};
  std::string_view route;  // the pattern, "/v1/check"; "-" when there was none
  int status = 0;
  size_t bytes_in = 0, bytes_out = 0;
  int64_t time_us = 0;
};

class RequestLog {
 public:
  // Writes to `fd`, which must outlive the log.
  RequestLog(AccessLog mode, int fd);
  ~RequestLog();  // writes what is left
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  uint64_t dropped() const;

  // One a thread. `log` may be null: nothing is written.
  class Lines {
   public:
    explicit Lines(RequestLog* log) : log_(log != nullptr && log->mode_ != AccessLog::kOff ? log : nullptr) {}
    // Whether this request is to be logged; asked before the line is made.
    bool Wants(int status) noexcept {
      if (log_ == nullptr) return false;
      return log_->mode_ == AccessLog::kOn || status >= 400 || (++seen_ & 127) == 1;
    }
    void Add(const RequestLine& line);
    void Flush();

   private:
    RequestLog* log_;
    uint32_t seen_ = 0;
    std::string buffer_;
  };

 private:
  static constexpr size_t kWaitingBytesMax = 4 << 20;
  void Write();

  const AccessLog mode_;
  const int fd_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::string waiting_;
  uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace cybercheck::server
