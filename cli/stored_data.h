// SPDX-License-Identifier: Apache-2.0
// The environment `data` of a directory, read-only and without owning it: LMDB lets other processes read beside the one that writes.
// For commands that look for damage, so the open check, which would refuse damaged data, is left out but for the file's first pages.
#pragma once

#include <memory>
#include <string>

#include "store/environment.h"

namespace cybercheck::cli {

// Errors: kNotFound, kForeignFile, kNewerVersion, kDamaged, kIo.
base::Result<std::unique_ptr<store::Environment>> OpenStoredData(const std::string& directory);

}  // namespace cybercheck::cli
