// SPDX-License-Identifier: Apache-2.0
// Named secrets in `keys`, each sealed with XChaCha20-Poly1305 under the master key, its name as associated data
// (docs/store_format.md). One writer at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kSecretsTable{"secrets", 64};
inline constexpr size_t kMasterKeyBytes = 32;
inline constexpr size_t kSecretBytes = 32;

// Reads the master key, or makes it (0600, synced) when missing and `create`.
// Errors: kBadConfig (another length, or readable by others), kNotFound, kIo.
base::Result<std::vector<uint8_t>> MasterKey(const std::string& file, bool create);

// The secret of that name, made on first use. Errors: kDamaged (does not open under this master key), kStorageFull, kIo.
base::Result<std::vector<uint8_t>> SecretNamed(Environment& keys, std::span<const uint8_t> master_key, std::string_view name);

}  // namespace cybercheck::store
