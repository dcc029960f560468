// SPDX-License-Identifier: Apache-2.0
// Preloaded into a server that runs under valgrind, which gives a process 128 GiB of addresses where the store asks for 256.
#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>

extern "C" void* mmap(void* address, size_t bytes, int protection, int flags, int fd, off_t at) noexcept {
  static const auto next = reinterpret_cast<void* (*)(void*, size_t, int, int, int, off_t)>(dlsym(RTLD_NEXT, "mmap"));
  return next(address, std::min(bytes, size_t{16} << 30), protection, flags, fd, at);
}

extern "C" int munmap(void* address, size_t bytes) noexcept {
  static const auto next = reinterpret_cast<int (*)(void*, size_t)>(dlsym(RTLD_NEXT, "munmap"));
  return next(address, std::min(bytes, size_t{16} << 30));
}
