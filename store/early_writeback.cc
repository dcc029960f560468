// SPDX-License-Identifier: Apache-2.0
#include "store/early_writeback.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

// The linker's names for the C library's function and for what LMDB calls in its place.
extern "C" ssize_t __real_pwrite(int fd, const void* bytes, size_t size, off_t at);
extern "C" ssize_t __wrap_pwrite(int fd, const void* bytes, size_t size, off_t at);

namespace cybercheck::store {
namespace {

// Writes between two calls of sync_file_range(2). Measured with bench/ingest_bench.py: 8 gains most; each write costs more of
// the processor than it gains, and at 32 the disk stands idle again.
constexpr unsigned kWritesTogether = 8;

struct Written {
  int fd = -1;
  unsigned writes = 0;
  off_t begin = 0, end = 0;

  void Add(off_t at, off_t size) noexcept {
    begin = writes == 0 ? at : std::min(begin, at);
    end = writes == 0 ? at + size : std::max(end, at + size);
    if (++writes < kWritesTogether) return;
    writes = 0;
    const int before = errno;
    ::sync_file_range(fd, begin, end - begin, SYNC_FILE_RANGE_WRITE);  // a file system that cannot is no slower for it
    errno = before;
  }
};
thread_local Written written;

}  // namespace

EarlyWriteback::EarlyWriteback(int fd) noexcept { written = {fd, 0, 0, 0}; }
EarlyWriteback::~EarlyWriteback() { written.fd = -1; }

}  // namespace cybercheck::store

ssize_t __wrap_pwrite(int fd, const void* bytes, size_t size, off_t at) {
  using cybercheck::store::written;
  const ssize_t done = __real_pwrite(fd, bytes, size, at);
  if (done > 0 && fd == written.fd) written.Add(at, done);
  return done;
}
