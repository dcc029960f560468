// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace cybercheck::base {
namespace {

std::string ParentOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void FileDescriptor::Close() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error IoError(const std::string& path, std::string_view what) {
  const int error = errno;
  const ErrorCode code = error == ENOSPC || error == EDQUOT ? ErrorCode::kStorageFull : ErrorCode::kIo;
  return Fail(code, path + ": " + std::string(what) + ": " + std::strerror(error));
}

Result<std::string> ReadFile(const std::string& path, size_t size_max) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return IoError(path, "cannot open");
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoError(path, "cannot read");
    if (got == 0) return content;
    content.append(buffer, static_cast<size_t>(got));
    if (content.size() > size_max) return Fail(ErrorCode::kBodyTooLarge, path + " is larger than " + std::to_string(size_max) + " bytes");
  }
}

Result<void> SyncDirectory(const std::string& path) {
  const FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return IoError(path, "cannot open the directory");
  if (::fsync(directory.get()) != 0) return IoError(path, "cannot sync the directory");
  return {};
}

Result<void> ReplaceFile(const std::string& path, std::string_view content, unsigned mode) {
  const std::string beside = path + ".new";
  {
    const FileDescriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file.valid()) return IoError(beside, "cannot create");
    while (!content.empty()) {
      const ssize_t put = ::write(file.get(), content.data(), content.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return IoError(beside, "cannot write");
      content.remove_prefix(static_cast<size_t>(put));
    }
    if (::fsync(file.get()) != 0) return IoError(beside, "cannot sync");
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return IoError(path, "cannot rename into place");
  return SyncDirectory(ParentOf(path));
}

Result<void> MakeDirectory(const std::string& path, unsigned mode) {
  if (::mkdir(path.c_str(), mode) != 0) {
    struct stat info {};
    if (errno == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return {};
    return IoError(path, "cannot create the directory");
  }
  return SyncDirectory(ParentOf(path));
}

}  // namespace cybercheck::base
