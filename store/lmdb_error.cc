// SPDX-License-Identifier: Apache-2.0
#include "store/lmdb_error.h"

#include <lmdb.h>

#include <cerrno>

namespace cybercheck::store {

base::Error LmdbError(int status, const std::string& what) {
  const std::string detail = what + ": " + mdb_strerror(status);
  switch (status) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
      return base::Fail(base::ErrorCode::kStorageFull, detail);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
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
