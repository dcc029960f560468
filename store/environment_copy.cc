// SPDX-License-Identifier: Apache-2.0
#include "store/environment_copy.h"

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include "base/file.h"
#include "store/lmdb_error.h"

namespace cybercheck::store {

base::Result<void> CopyEnvironment(Environment& environment, const std::string& directory) {
  const std::string file = directory + "/data.mdb";
  const base::FileDescriptor copy(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!copy.valid()) return base::IoError(file, "cannot create");
  if (const int status = mdb_env_copyfd2(environment.raw(), copy.get(), MDB_CP_COMPACT); status != 0)
    return LmdbError(status, "copying to " + file, nullptr);
  if (::fsync(copy.get()) != 0) return base::IoError(file, "cannot sync");
  return base::SyncDirectory(directory);
}

}  // namespace cybercheck::store
