// SPDX-License-Identifier: Apache-2.0
// Authenticated encryption as everything here is sealed with it:
//
//   box = nonce (24 random bytes) | XChaCha20-Poly1305(key, plain, associated data) | its tag (16 bytes)
//
// Pure but for the nonce; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/secret_key.h"

namespace cybercheck::store {

inline constexpr size_t kBoxExtraBytes = 24 + 16;  // a box is longer than what is in it by so much

std::string SealBox(const SecretKey& key, std::string_view plain, std::string_view associated);
// nullopt: another key, other associated data, or changed bytes.
std::optional<std::string> OpenBox(const SecretKey& key, std::string_view box, std::string_view associated);
// The same where a key is in the box; nothing of it stays in memory but the result.
std::optional<SecretKey> OpenKeyBox(const SecretKey& key, std::string_view box, std::string_view associated);

}  // namespace cybercheck::store
