// SPDX-License-Identifier: Apache-2.0
// LMDB's status codes as errors of ours.
#pragma once

#include <string>

#include "base/result.h"

namespace cybercheck::store {

// `status` is not 0. Full map or disk: kStorageFull. Page or file not as LMDB expects: kDamaged, kForeignFile. Else kIo.
base::Error LmdbError(int status, const std::string& what);

}  // namespace cybercheck::store
