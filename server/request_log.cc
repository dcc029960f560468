// SPDX-License-Identifier: Apache-2.0
#include "server/request_log.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/timestamp.h"

namespace cybercheck::server {
namespace {

void AppendNumber(std::string_view name, int64_t number, std::string& out) {
  char digits[20];
  out.append(name).append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

RequestLog::RequestLog(AccessLog mode, int fd) : mode_(mode), fd_(fd) {
  if (mode_ != AccessLog::kOff) writer_ = std::thread([this] { Write(); });
}

RequestLog::~RequestLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (writer_.joinable()) writer_.join();
}

uint64_t RequestLog::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void RequestLog::Lines::Add(const RequestLine& line) {
  char time[20];
  base::FormatTimeTo(line.time_s, time);
  buffer_.append("{\"time\":\"").append(time, sizeof time).append("\",\"method\":\"").append(Name(line.method));
  buffer_.append("\",\"route\":\"").append(line.route);
  AppendNumber("\",\"status\":", line.status, buffer_);
  AppendNumber(",\"bytes_in\":", static_cast<int64_t>(line.bytes_in), buffer_);
  AppendNumber(",\"bytes_out\":", static_cast<int64_t>(line.bytes_out), buffer_);
  AppendNumber(",\"us\":", line.time_us, buffer_);
  AppendNumber(",\"connection\":", static_cast<int64_t>(line.connection), buffer_);
  if (!line.peer.empty()) buffer_.append(",\"peer\":\"").append(line.peer).append("\"");
  buffer_.append("}\n");
}

void RequestLog::Lines::Flush() {
  if (buffer_.empty()) return;
  {
    const std::lock_guard lock(log_->mutex_);
    if (log_->waiting_.size() + buffer_.size() > kWaitingBytesMax) {
      log_->dropped_ += static_cast<uint64_t>(std::count(buffer_.begin(), buffer_.end(), '\n'));
    } else {
      log_->waiting_.append(buffer_);
    }
  }
  log_->wake_.notify_one();
  buffer_.clear();
}

void RequestLog::Write() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    lines.swap(waiting_);
    lock.unlock();
    for (size_t at = 0; at < lines.size();) {
      const ssize_t written = ::write(fd_, lines.data() + at, lines.size() - at);
      if (written < 0 && errno != EINTR) break;  // nowhere to write to: the service goes on without its log
      if (written > 0) at += static_cast<size_t>(written);
    }
    lines.clear();
    lock.lock();
  }
}

}  // namespace cybercheck::server
