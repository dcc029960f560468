// SPDX-License-Identifier: Apache-2.0
// Preloaded into a server that runs under valgrind, which gives a process 128 GiB of addresses where the store asks for 256.
#include <dlfcn.h>
#include <lmdb.h>

#include <algorithm>

extern "C" int mdb_env_set_mapsize(MDB_env* env, size_t bytes) {
  static const auto next = reinterpret_cast<int (*)(MDB_env*, size_t)>(dlsym(RTLD_NEXT, "mdb_env_set_mapsize"));
  return next(env, std::min(bytes, size_t{16} << 30));
}
