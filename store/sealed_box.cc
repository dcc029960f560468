// SPDX-License-Identifier: Apache-2.0
#include "store/sealed_box.h"

#include <sodium.h>

#include "base/check.h"
#include "base/random.h"

namespace cybercheck::store {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(SecretKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kBoxExtraBytes == kNonceBytes + kTagBytes);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

bool OpenInto(const SecretKey& key, std::string_view box, std::string_view associated, unsigned char* plain) {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, nullptr, nullptr, Bytes(box) + kNonceBytes, box.size() - kNonceBytes,
                                                    Bytes(associated), associated.size(), Bytes(box), key.bytes().data()) == 0;
}

}  // namespace

std::string SealBox(const SecretKey& key, std::string_view plain, std::string_view associated) {
  std::string box(plain.size() + kBoxExtraBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(box.data());
  base::FillRandom({out, kNonceBytes});
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonceBytes, nullptr, Bytes(plain), plain.size(), Bytes(associated),
                                                   associated.size(), nullptr, out, key.bytes().data()) == 0);
  return box;
}

std::optional<std::string> OpenBox(const SecretKey& key, std::string_view box, std::string_view associated) {
  if (box.size() < kBoxExtraBytes) return std::nullopt;
  std::string plain(box.size() - kBoxExtraBytes, '\0');
  if (!OpenInto(key, box, associated, reinterpret_cast<unsigned char*>(plain.data()))) return std::nullopt;
  return plain;
}

std::optional<SecretKey> OpenKeyBox(const SecretKey& key, std::string_view box, std::string_view associated) {
  SecretKey plain;
  if (box.size() != SecretKey::kBytes + kBoxExtraBytes || !OpenInto(key, box, associated, plain.bytes().data()))
    return std::nullopt;
  return plain;
}

}  // namespace cybercheck::store
