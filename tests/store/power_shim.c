/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD: ends a server at a named point of a report's life, as a crash or as a loss of power would.
 *
 *   POWER_CUT=received   after the Nth request has been read from its socket
 *            decided     before the first page of the Nth commit is written
 *            written     after its pages are written, before they are synced
 *            synced      before its meta page is written
 *            committed   after its meta page is written and synced
 *            answering   before the Nth answer is sent
 *   POWER_NTH=N          counts from 1
 *   POWER_LOSS=all       what was written to data.mdb and not synced is as it was before; =SEED: each such write with probability 1/2
 *                        (absent: only the process dies, and the kernel keeps what it has)
 *   POWER_NOSYNC=1       fdatasync does nothing, and a synced write of the meta page is not synced: what a store without syncs would do
 *   POWER_LOG=FILE       one letter an event, in the order of the calls: s a sync of data.mdb returned, m its meta page was written and
 *                        synced, 2 an answer of 201 is about to be sent
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

struct undo {
  struct undo* before;
  int fd;
  off_t at;
  size_t size;      /* bytes that were there */
  unsigned char old[];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct undo* undo_list;
static int in_commit; /* pages of a commit have been written, its meta page has not */

static ssize_t (*real_pwrite)(int, const void*, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec*, int);
static int (*real_fdatasync)(int);
static ssize_t (*real_send)(int, const void*, size_t, int);
static ssize_t (*real_recv)(int, void*, size_t, int);

__attribute__((constructor)) static void find_real(void) {
  real_pwrite = (ssize_t(*)(int, const void*, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
  real_writev = (ssize_t(*)(int, const struct iovec*, int))dlsym(RTLD_NEXT, "writev");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  real_send = (ssize_t(*)(int, const void*, size_t, int))dlsym(RTLD_NEXT, "send");
  real_recv = (ssize_t(*)(int, void*, size_t, int))dlsym(RTLD_NEXT, "recv");
}

/* 1: the log and its tables, 2: the keys; 0: another file. */
static int file_of(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return strstr(path, "/data/data.mdb") ? 1 : strstr(path, "/keys/data.mdb") ? 2 : 0;
}

static int is_inet(int fd) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  return getsockname(fd, (struct sockaddr*)&address, &size) == 0 && address.ss_family == AF_INET;
}

static void note(char letter) {
  static int log = -2;
  if (log == -2) log = getenv("POWER_LOG") ? open(getenv("POWER_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  if (log >= 0 && write(log, &letter, 1) != 1) _exit(99);
}

static int does_not_sync(void) { return getenv("POWER_NOSYNC") != NULL; }

/* Before a write, under the mutex. */
static void remember(int fd, off_t at, size_t size) {
  if (!getenv("POWER_LOSS")) return;
  struct undo* one = malloc(sizeof *one + size);
  if (!one) abort();
  const ssize_t old = pread(fd, one->old, size, at);
  *one = (struct undo){undo_list, fd, at, old < 0 ? 0 : (size_t)old};
  undo_list = one;
}

/* Under the mutex: what is on disk of `file` is what has been written. */
static void forget(int file) {
  struct undo** link = &undo_list;
  while (*link) {
    struct undo* one = *link;
    if (file_of(one->fd) == file) {
      *link = one->before;
      free(one);
    } else {
      link = &one->before;
    }
  }
}

static void cut(void) {
  const char* loss = getenv("POWER_LOSS");
  if (loss) {
    uint64_t random = strcmp(loss, "all") == 0 ? 0 : strtoull(loss, NULL, 10) * 0x9e3779b97f4a7c15u | 1;
    for (const struct undo* one = undo_list; one; one = one->before) {
      if (random) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        if (random & 1) continue; /* the disk had got to this one */
      }
      if (real_pwrite(one->fd, one->old, one->size, one->at) < 0) abort();
    }
  }
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Under the mutex. */
static void at_point(const char* point) {
  static int seen;
  const char* wanted = getenv("POWER_CUT");
  if (!wanted || strcmp(wanted, point) != 0) return;
  if (++seen == atoi(getenv("POWER_NTH") ? getenv("POWER_NTH") : "1")) cut();
}

static void begin_write(int fd, int file) {
  (void)fd;
  if (file == 1 && !in_commit) {
    at_point("decided");
    in_commit = 1;
  }
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  const int file = file_of(fd);
  if (file == 0) return real_pwrite(fd, bytes, size, at);
  pthread_mutex_lock(&mutex);
  const int meta = at < 2 * 4096 && (fcntl(fd, F_GETFL) & O_DSYNC);
  if (meta && file == 1) at_point("synced");
  if (!meta) begin_write(fd, file);
  if (!meta || does_not_sync()) remember(fd, at, size);
  const ssize_t written = real_pwrite(fd, bytes, size, at);
  if (meta && file == 1 && written == (ssize_t)size) {
    in_commit = 0;
    if (!does_not_sync()) note('m');
    at_point("committed");
  }
  pthread_mutex_unlock(&mutex);
  return written;
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) { return pwrite(fd, bytes, size, at); }

static ssize_t write_pieces(int fd, const struct iovec* pieces, int count) {
  const int file = file_of(fd);
  if (file == 0) return real_writev(fd, pieces, count);
  pthread_mutex_lock(&mutex);
  begin_write(fd, file);
  off_t at = lseek(fd, 0, SEEK_CUR);
  for (int i = 0; i < count; ++i) {
    remember(fd, at, pieces[i].iov_len);
    at += (off_t)pieces[i].iov_len;
  }
  const ssize_t written = real_writev(fd, pieces, count);
  pthread_mutex_unlock(&mutex);
  return written;
}
ssize_t writev(int fd, const struct iovec* pieces, int count) { return write_pieces(fd, pieces, count); }

int fdatasync(int fd) {
  const int file = file_of(fd);
  if (file == 0) return real_fdatasync(fd);
  pthread_mutex_lock(&mutex);
  if (file == 1) at_point("written");
  int status = 0;
  if (!does_not_sync()) {
    status = real_fdatasync(fd);
    if (status == 0) forget(file);
    if (status == 0 && file == 1) note('s');
  }
  pthread_mutex_unlock(&mutex);
  return status;
}

ssize_t recv(int fd, void* bytes, size_t size, int flags) {
  const ssize_t got = real_recv(fd, bytes, size, flags);
  if (got > 5 && is_inet(fd) && memcmp(bytes, "POST ", 5) == 0) {
    pthread_mutex_lock(&mutex);
    at_point("received");
    pthread_mutex_unlock(&mutex);
  }
  return got;
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  if (size > 12 && is_inet(fd)) {
    pthread_mutex_lock(&mutex);
    if (memcmp(bytes, "HTTP/1.1 201", 12) == 0) note('2');
    at_point("answering");
    pthread_mutex_unlock(&mutex);
  }
  return real_send(fd, bytes, size, flags);
}
