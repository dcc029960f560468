/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD: the process dies (SIGKILL) before the Nth call that changes files; KILL_NTH counts from 1. What was written by then stays. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void count(void) {
  static int seen;
  const char* nth = getenv("KILL_NTH");
  if (nth && __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) == atoi(nth)) {
    kill(getpid(), SIGKILL);
    pause();
  }
}

#define REAL(result, name, ...)                                          \
  static result (*real)(__VA_ARGS__);                                    \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

int rename(const char* from, const char* to) {
  REAL(int, rename, const char*, const char*);
  count();
  return real(from, to);
}
int unlink(const char* path) {
  REAL(int, unlink, const char*);
  count();
  return real(path);
}
int unlinkat(int directory, const char* path, int flags) {
  REAL(int, unlinkat, int, const char*, int);
  count();
  return real(directory, path, flags);
}
int mkdir(const char* path, mode_t mode) {
  REAL(int, mkdir, const char*, mode_t);
  count();
  return real(path, mode);
}
int link(const char* from, const char* to) {
  REAL(int, link, const char*, const char*);
  count();
  return real(from, to);
}
int fsync(int fd) {
  REAL(int, fsync, int);
  count();
  return real(fd);
}
int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  count();
  return real(fd);
}
int ftruncate(int fd, off_t size) {
  REAL(int, ftruncate, int, off_t);
  count();
  return real(fd, size);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  REAL(ssize_t, pwrite, int, const void*, size_t, off_t);
  count();
  return real(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) { return pwrite(fd, bytes, size, at); }
ssize_t writev(int fd, const struct iovec* pieces, int n) {
  REAL(ssize_t, writev, int, const struct iovec*, int);
  count();
  return real(fd, pieces, n);
}
ssize_t pwritev(int fd, const struct iovec* pieces, int n, off_t at) {
  REAL(ssize_t, pwritev, int, const struct iovec*, int, off_t);
  count();
  return real(fd, pieces, n, at);
}
ssize_t write(int fd, const void* bytes, size_t size) {
  REAL(ssize_t, write, int, const void*, size_t);
  struct stat info;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) count();
  return real(fd, bytes, size);
}
