// SPDX-License-Identifier: Apache-2.0
// LMDB's status codes as errors of ours.
#pragma once

#include <string>

#include "base/result.h"

struct MDB_env;

namespace cybercheck::store {

// `status` is not 0. Full map or disk, also an EIO that a full disk explains (a short write is reported so): kStorageFull. Page
// or file not as LMDB expects: kDamaged, kForeignFile. Else kIo. `env` (may be null) counts damage and tells the file system.
base::Error LmdbError(int status, const std::string& what, MDB_env* env);

// One more in Environment::damage_seen.
void CountDamage(MDB_env* env) noexcept;

}  // namespace cybercheck::store
