// SPDX-License-Identifier: Apache-2.0
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_*: see the contract for why not EVP
#include "base/sha256.h"

#include <openssl/sha.h>

#include <algorithm>
#include <new>

namespace cybercheck::base {
namespace {

SHA256_CTX* Context(unsigned char* state) noexcept { return std::launder(reinterpret_cast<SHA256_CTX*>(state)); }

}  // namespace

Sha256Stream::Sha256Stream() noexcept {
  static_assert(sizeof(SHA256_CTX) <= sizeof(state_));
  SHA256_Init(new (state_) SHA256_CTX);
}

Sha256Stream& Sha256Stream::Update(std::string_view bytes) noexcept {
  SHA256_Update(Context(state_), bytes.data(), bytes.size());
  return *this;
}

Sha256Stream& Sha256Stream::Update(std::span<const uint8_t> bytes) noexcept {
  SHA256_Update(Context(state_), bytes.data(), bytes.size());
  return *this;
}

Digest Sha256Stream::Finish() noexcept {
  Digest digest;
  SHA256_Final(digest.data(), Context(state_));
  return digest;
}

Digest Sha256(std::string_view bytes) noexcept { return Sha256Stream().Update(bytes).Finish(); }

Digest HmacSha256(std::span<const uint8_t> key, std::string_view message) noexcept {
  std::array<uint8_t, 64> inner{}, outer{};
  if (key.size() > inner.size()) {
    const Digest short_key = Sha256Stream().Update(key).Finish();
    std::copy(short_key.begin(), short_key.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  outer = inner;
  for (uint8_t& byte : inner) byte ^= 0x36;
  for (uint8_t& byte : outer) byte ^= 0x5c;
  const Digest digest = Sha256Stream().Update(std::span<const uint8_t>(inner)).Update(message).Finish();
  return Sha256Stream().Update(std::span<const uint8_t>(outer)).Update(std::span<const uint8_t>(digest)).Finish();
}

}  // namespace cybercheck::base
