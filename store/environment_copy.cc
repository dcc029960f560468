// SPDX-License-Identifier: Apache-2.0
#include "store/environment_copy.h"

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

#include "base/file.h"
#include "store/lmdb_error.h"

namespace cybercheck::store {

base::Result<void> CopyEnvironment(Environment& environment, const std::string& directory,
                                   const std::function<void(uint64_t bytes)>& on_bytes) {
  const std::string path = directory + "/data.mdb";
  const base::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) return base::IoError(path, "cannot create");
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::IoError(path, "cannot make a pipe");
  const base::FileDescriptor from(ends[0]);
  base::FileDescriptor to(ends[1]);
  int status = 0;
  std::thread reader([&] {
    status = mdb_env_copyfd2(environment.raw(), to.get(), MDB_CP_COMPACT);
    to.Close();
  });
  // After a failed write the rest is read all the same, so that the reader ends.
  base::Result<void> written;
  std::vector<char> buffer(1 << 16);
  uint64_t bytes = 0;
  for (ssize_t got; (got = ::read(from.get(), buffer.data(), buffer.size())) != 0;) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      written = base::IoError(path, "cannot read what is to be copied");
      break;
    }
    for (ssize_t done = 0; written.has_value() && done < got;) {
      const ssize_t put = ::write(file.get(), buffer.data() + done, static_cast<size_t>(got - done));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0)
        written = base::IoError(path, "cannot write");
      else
        done += put;
    }
    bytes += static_cast<uint64_t>(got);
    if (on_bytes) on_bytes(bytes);
  }
  reader.join();
  TRY(written);
  if (status != 0) return LmdbError(status, "copying to " + path, nullptr);
  if (::fsync(file.get()) != 0) return base::IoError(path, "cannot sync");
  return base::SyncDirectory(directory);
}

}  // namespace cybercheck::store
