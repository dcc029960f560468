// SPDX-License-Identifier: Apache-2.0
// Whole small files (configuration, lists). Errors: kIo with the path and the system's words; kBodyTooLarge.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace cybercheck::base {

// An open file descriptor, closed on destruction. Move-only; -1 is "none".
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { Close(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close() noexcept;

 private:
  int fd_ = -1;
};

Result<std::string> ReadFile(const std::string& path, size_t size_max = size_t{64} << 20);
// Writes beside `path`, fsyncs, renames over it and fsyncs the directory: a reader sees the old file or the new one.
Result<void> ReplaceFile(const std::string& path, std::string_view content, unsigned mode = 0644);
// Makes a directory fsynced into its parent; an existing one is fine.
Result<void> MakeDirectory(const std::string& path, unsigned mode = 0750);
Result<void> SyncDirectory(const std::string& path);
// kIo with "PATH: what failed: strerror(errno)".
Error IoError(const std::string& path, std::string_view what);

}  // namespace cybercheck::base
