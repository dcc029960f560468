// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). OpenSSL does the work; its one-call EVP form spends more on finding the
// algorithm than on hashing a short key, so the streaming form is used. No allocation in Sha256.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cybercheck::base {

using Digest = std::array<uint8_t, 32>;

class Sha256Stream {
 public:
  Sha256Stream() noexcept;
  Sha256Stream& Update(std::string_view bytes) noexcept;
  Sha256Stream& Update(std::span<const uint8_t> bytes) noexcept;
  Digest Finish() noexcept;  // once

 private:
  alignas(8) unsigned char state_[128];
};

Digest Sha256(std::string_view bytes) noexcept;
Digest HmacSha256(std::span<const uint8_t> key, std::string_view message) noexcept;

}  // namespace cybercheck::base
