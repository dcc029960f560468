// SPDX-License-Identifier: Apache-2.0
#include "store/file_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/file.h"

namespace cybercheck::store {
namespace {

base::Result<FileDigest> ReadThrough(const std::string& path, const OnBytes& on_bytes,
                                     const std::function<base::Result<void>(std::string_view)>& each) {
  const base::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() && errno == ENOENT) return base::Fail(base::ErrorCode::kNotFound, path + " is missing");
  if (!file.valid()) return base::IoError(path, "cannot open");
  FileDigest read;
  base::Sha256Stream digest;
  std::vector<char> buffer(1 << 18);
  for (ssize_t got; (got = ::read(file.get(), buffer.data(), buffer.size())) != 0;) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::IoError(path, "cannot read");
    const std::string_view piece(buffer.data(), static_cast<size_t>(got));
    digest.Update(piece);
    read.bytes += piece.size();
    TRY(each(piece));
    if (on_bytes) on_bytes(piece.size());
  }
  read.digest = digest.Finish();
  return read;
}

}  // namespace

base::Result<FileDigest> DigestFile(const std::string& path, const OnBytes& on_bytes) {
  return ReadThrough(path, on_bytes, [](std::string_view) { return base::Result<void>(); });
}

base::Result<FileDigest> CopyFile(const std::string& from, const std::string& to, unsigned mode, const OnBytes& on_bytes) {
  const base::FileDescriptor copy(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!copy.valid()) return base::IoError(to, "cannot create");
  ASSIGN_OR_RETURN(const FileDigest read, ReadThrough(from, on_bytes, [&](std::string_view piece) -> base::Result<void> {
                     while (!piece.empty()) {
                       const ssize_t put = ::write(copy.get(), piece.data(), piece.size());
                       if (put < 0 && errno == EINTR) continue;
                       if (put < 0) return base::IoError(to, "cannot write");
                       piece.remove_prefix(static_cast<size_t>(put));
                     }
                     return {};
                   }));
  if (::fsync(copy.get()) != 0) return base::IoError(to, "cannot sync");
  return read;
}

}  // namespace cybercheck::store
