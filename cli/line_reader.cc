// SPDX-License-Identifier: Apache-2.0
#include "cli/line_reader.h"

#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace cybercheck::cli {

LineReader::LineReader(int fd, size_t line_bytes_max, std::function<void()> before_wait)
    : fd_(fd), line_bytes_max_(line_bytes_max), before_wait_(std::move(before_wait)) {}

base::Result<bool> LineReader::Fill() {
  if (ended_) return false;
  if (before_wait_) before_wait_();
  constexpr size_t kReadBytes = size_t{64} << 10;
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t had = buffer_.size();
  buffer_.resize(had + kReadBytes);
  ssize_t got;
  do got = ::read(fd_, buffer_.data() + had, kReadBytes);
  while (got < 0 && errno == EINTR);
  buffer_.resize(had + (got > 0 ? static_cast<size_t>(got) : 0));
  if (got < 0) return base::IoError("standard input", "could not be read");
  ended_ = got == 0;
  return got > 0;
}

base::Result<std::optional<LineReader::Line>> LineReader::Next() {
  size_t searched = 0;
  for (;;) {
    const size_t end = buffer_.find('\n', at_ + searched);
    if (end != std::string::npos) {
      std::string_view text = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      if (text.ends_with('\r')) text.remove_suffix(1);
      return std::optional<Line>(Line{text.substr(0, line_bytes_max_), text.size() > line_bytes_max_});
    }
    searched = buffer_.size() - at_;
    if (searched > line_bytes_max_ + 1) break;  // one more: the line may end in CR LF
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) {
      if (buffer_.size() == at_) return std::optional<Line>();
      const std::string_view text = std::string_view(buffer_).substr(at_);
      at_ = buffer_.size();
      return std::optional<Line>(Line{text.substr(0, line_bytes_max_), text.size() > line_bytes_max_});
    }
  }
  // Longer than a line may be: keep its beginning, skip to its end.
  std::string beginning = buffer_.substr(at_, line_bytes_max_);
  for (;;) {
    const size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      // The beginning is put back before what follows, so that the view lives as promised.
      buffer_.replace(0, end + 1, beginning);
      break;
    }
    at_ = buffer_.size();
    ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) {
      buffer_ = beginning;
      break;
    }
  }
  at_ = beginning.size();
  return std::optional<Line>(Line{std::string_view(buffer_).substr(0, at_), true});
}

}  // namespace cybercheck::cli
