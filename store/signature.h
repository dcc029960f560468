// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032) over bytes that everybody may check. The private half is made from a named secret of `keys`
// (store/secrets.h), its seed. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cybercheck::store {

inline constexpr size_t kSignatureBytes = 64, kVerifyKeyBytes = 32, kSigningSeedBytes = 32;

// `seed`: kSigningSeedBytes.
std::string VerifyKeyOf(std::span<const uint8_t> seed);
std::string Sign(std::span<const uint8_t> seed, std::string_view message);
// False also where key or signature have not their lengths.
bool IsSignedBy(std::string_view verify_key, std::string_view message, std::string_view signature);

}  // namespace cybercheck::store
