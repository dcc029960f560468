// SPDX-License-Identifier: Apache-2.0
// Whole files, copied and read by piece, synced.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::store {

struct FileDigest {
  uint64_t bytes = 0;
  base::Digest digest{};
};

using OnBytes = std::function<void(uint64_t bytes)>;  // read since the last call; may be empty

// Errors: kNotFound (there is no such file), kIo.
base::Result<FileDigest> DigestFile(const std::string& path, const OnBytes& on_bytes = {});
// Makes `to`, which must not be there, with the bytes of `from`. Its directory is not synced. Errors: as above; kStorageFull.
base::Result<FileDigest> CopyFile(const std::string& from, const std::string& to, unsigned mode, const OnBytes& on_bytes = {});

}  // namespace cybercheck::store
