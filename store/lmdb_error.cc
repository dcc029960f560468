// SPDX-License-Identifier: Apache-2.0
#include "store/lmdb_error.h"

#include <lmdb.h>
#include <sys/statvfs.h>

#include <atomic>
#include <cerrno>
#include <cstdint>

namespace cybercheck::store {
namespace {

constexpr uint64_t kRoomBytesMin = 1 << 20;  // less is a full disk

// LMDB turns a short write into EIO and forgets why it was short.
bool IsDiskFull(MDB_env* env) {
  const char* path = nullptr;
  struct statvfs info {};
  return env != nullptr && mdb_env_get_path(env, &path) == 0 && path != nullptr && ::statvfs(path, &info) == 0 &&
         static_cast<uint64_t>(info.f_bavail) * info.f_frsize < kRoomBytesMin;
}

}  // namespace

void CountDamage(MDB_env* env) noexcept {
  if (auto* counter = env == nullptr ? nullptr : static_cast<std::atomic<uint64_t>*>(mdb_env_get_userctx(env)))
    counter->fetch_add(1, std::memory_order_relaxed);
}

base::Error LmdbError(int status, const std::string& what, MDB_env* env) {
  const std::string detail = what + ": " + mdb_strerror(status);
  switch (status) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return base::Fail(base::ErrorCode::kStorageFull, detail);
    case EIO:
      if (IsDiskFull(env)) return base::Fail(base::ErrorCode::kStorageFull, what + ": no room for the whole write");
      return base::Fail(base::ErrorCode::kIo, detail);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_CURSOR_FULL:
      CountDamage(env);
      return base::Fail(base::ErrorCode::kDamaged, detail);
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_INCOMPATIBLE:
      return base::Fail(base::ErrorCode::kForeignFile, detail);
    case MDB_READERS_FULL:
      return base::Fail(base::ErrorCode::kOverloaded, detail);
    default:
      return base::Fail(base::ErrorCode::kIo, detail);
  }
}

}  // namespace cybercheck::store
