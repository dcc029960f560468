// SPDX-License-Identifier: Apache-2.0
// Named 32-byte secrets: table `secrets` of `keys`, each sealed under the master key with its name as associated data
// (docs/store_format.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/key_file.h"

namespace cybercheck::store {

// The secret of that name, made on first use. Thread-safe. Errors: kDamaged (does not open under the master key), kStorageFull,
// kIo.
base::Result<std::vector<uint8_t>> SecretNamed(KeyFile& keys, std::string_view name);
// Names of secrets that begin with `prefix`, in order. Errors: kDamaged, kIo.
base::Result<std::vector<std::string>> SecretNames(KeyFile& keys, std::string_view prefix);
// Rewrites `keys` without these: no byte of them is left. What is not there is no error. Errors: kStorageFull, kIo.
base::Result<void> DestroySecrets(KeyFile& keys, const std::vector<std::string>& names);

}  // namespace cybercheck::store
