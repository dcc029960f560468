// SPDX-License-Identifier: Apache-2.0
// Where a data directory may lie.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace cybercheck::store {

// Whether statfs(2) names a file system of other machines: there, locks and shared mappings do not do what LMDB needs.
bool IsNetworkFileSystem(uint64_t statfs_type) noexcept;

// Errors: kBadConfig, kIo.
base::Result<void> RefuseNetworkFileSystem(const std::string& path);

}  // namespace cybercheck::store
