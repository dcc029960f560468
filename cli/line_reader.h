// SPDX-License-Identifier: Apache-2.0
// Lines of a file descriptor, any bytes, in bounded memory. "\n" ends a line and one "\r" before it is dropped; the last line
// may lack it. Not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::cli {

class LineReader {
 public:
  struct Line {
    std::string_view text;  // lives until the next call
    bool cut = false;       // was longer than the limit; the rest has been skipped
  };

  // `before_wait` runs before every read that may block, so that answers so far are seen by whoever writes the lines.
  LineReader(int fd, size_t line_bytes_max, std::function<void()> before_wait = {});

  // nullopt at the end. Errors: kIo.
  base::Result<std::optional<Line>> Next();

 private:
  base::Result<bool> Fill();  // false at the end of the file

  int fd_;
  size_t line_bytes_max_;
  std::function<void()> before_wait_;
  std::string buffer_;
  size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace cybercheck::cli
