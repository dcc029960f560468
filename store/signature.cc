// SPDX-License-Identifier: Apache-2.0
#include "store/signature.h"

#include <sodium.h>

#include <array>

#include "base/check.h"

namespace cybercheck::store {
namespace {

static_assert(kSignatureBytes == crypto_sign_BYTES && kVerifyKeyBytes == crypto_sign_PUBLICKEYBYTES &&
              kSigningSeedBytes == crypto_sign_SEEDBYTES);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

struct Pair {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> verify{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> sign{};

  explicit Pair(std::span<const uint8_t> seed) {
    CHECK(seed.size() == kSigningSeedBytes);
    CHECK(sodium_init() >= 0);
    CHECK(crypto_sign_seed_keypair(verify.data(), sign.data(), seed.data()) == 0);
  }
  ~Pair() { sodium_memzero(sign.data(), sign.size()); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
};

}  // namespace

std::string VerifyKeyOf(std::span<const uint8_t> seed) {
  const Pair pair(seed);
  return {pair.verify.begin(), pair.verify.end()};
}

std::string Sign(std::span<const uint8_t> seed, std::string_view message) {
  const Pair pair(seed);
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  CHECK(crypto_sign_detached(signature.data(), nullptr, Bytes(message), message.size(), pair.sign.data()) == 0);
  return {signature.begin(), signature.end()};
}

bool IsSignedBy(std::string_view verify_key, std::string_view message, std::string_view signature) {
  if (verify_key.size() != kVerifyKeyBytes || signature.size() != kSignatureBytes) return false;
  CHECK(sodium_init() >= 0);
  return crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(), Bytes(verify_key)) == 0;
}

}  // namespace cybercheck::store
