/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD: makes one call of the storage fail. FAULT_CALL is pwrite, writev or fdatasync; FAULT_NTH counts from 1 (calls on the files of
 * /data/ only); FAULT_ERRNO is the number given; FAULT_TIMES how many calls in a row fail (default 1). */
#define _GNU_SOURCE
#include <stdint.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_data_file(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return strstr(path, "/data/data.mdb") != NULL;
}

static int fails(const char* call, int fd) {
  static int seen;
  const char* wanted = getenv("FAULT_CALL");
  if (!wanted || strcmp(wanted, call) != 0 || !is_data_file(fd)) return 0;
  int now = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
  int nth = atoi(getenv("FAULT_NTH")), times = getenv("FAULT_TIMES") ? atoi(getenv("FAULT_TIMES")) : 1;
  if (now < nth || now >= nth + times) return 0;
  errno = atoi(getenv("FAULT_ERRNO"));
  return 1;
}

/* With FAULT_LOG_FD, that descriptor gets 2^62 for each fdatasync of the data file that returned 0, 2^62 + 1
 * for each meta page written through a descriptor that syncs. */
static void note(uint64_t what, int fd) {
  const char* log = getenv("FAULT_LOG_FD");
  if (log && is_data_file(fd) && write(atoi(log), &what, sizeof what) != sizeof what) _exit(99);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  static ssize_t (*real)(int, const void*, size_t, off_t);
  if (!real) real = (ssize_t(*)(int, const void*, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
  if (fails("pwrite", fd)) return -1;
  ssize_t written = real(fd, bytes, size, at);
  if (written == (ssize_t)size && at < 2 * 4096 && (fcntl(fd, F_GETFL) & O_DSYNC)) note((1ull << 62) + 1, fd);
  return written;
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) { return pwrite(fd, bytes, size, at); }

ssize_t writev(int fd, const struct iovec* pieces, int count) {
  static ssize_t (*real)(int, const struct iovec*, int);
  if (!real) real = (ssize_t(*)(int, const struct iovec*, int))dlsym(RTLD_NEXT, "writev");
  return fails("writev", fd) ? -1 : real(fd, pieces, count);
}

ssize_t pwritev(int fd, const struct iovec* pieces, int count, off_t at) {
  static ssize_t (*real)(int, const struct iovec*, int, off_t);
  if (!real) real = (ssize_t(*)(int, const struct iovec*, int, off_t))dlsym(RTLD_NEXT, "pwritev");
  return fails("writev", fd) ? -1 : real(fd, pieces, count, at);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (fails("fdatasync", fd)) return -1;
  int status = real(fd);
  if (status == 0) note(1ull << 62, fd);
  return status;
}
