// SPDX-License-Identifier: Apache-2.0
#include "store/secrets.h"

#include <sodium.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/file.h"
#include "base/random.h"

namespace cybercheck::store {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kMasterKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string Seal(std::span<const uint8_t> master_key, std::string_view name, std::span<const uint8_t> secret) {
  std::string sealed(kNonceBytes + secret.size() + kTagBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  base::FillRandom({out, kNonceBytes});
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonceBytes, nullptr, secret.data(), secret.size(), Bytes(name),
                                                   name.size(), nullptr, out, master_key.data()) == 0);
  return sealed;
}

base::Result<std::vector<uint8_t>> Unseal(std::span<const uint8_t> master_key, std::string_view name, std::string_view sealed) {
  std::vector<uint8_t> secret(kSecretBytes);
  if (sealed.size() != kNonceBytes + kSecretBytes + kTagBytes ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(secret.data(), nullptr, nullptr, Bytes(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, Bytes(name), name.size(), Bytes(sealed),
                                                 master_key.data()) != 0)
    return base::Fail(base::ErrorCode::kDamaged,
                      "secret '" + std::string(name) + "' does not open under this master key; is it the one it was made with?");
  return secret;
}

}  // namespace

base::Result<std::vector<uint8_t>> MasterKey(const std::string& file, bool create) {
  CHECK(sodium_init() >= 0);
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) {
    if (!create) return base::Fail(base::ErrorCode::kNotFound, file + ": the master key is missing");
    std::vector<uint8_t> key(kMasterKeyBytes);
    base::FillRandom(key);
    TRY(base::ReplaceFile(file, {reinterpret_cast<const char*>(key.data()), key.size()}, 0600));
    return key;
  }
  if ((info.st_mode & 077) != 0)
    return base::Fail(base::ErrorCode::kBadConfig, file + ": others can read the master key; chmod 600 it");
  ASSIGN_OR_RETURN(const std::string content, base::ReadFile(file, 4096));
  if (content.size() != kMasterKeyBytes)
    return base::Fail(base::ErrorCode::kBadConfig, file + ": a master key is " + std::to_string(kMasterKeyBytes) + " bytes");
  return std::vector<uint8_t>(content.begin(), content.end());
}

base::Result<std::vector<uint8_t>> SecretNamed(Environment& keys, std::span<const uint8_t> master_key, std::string_view name) {
  ASSIGN_OR_RETURN(WriteTxn txn, keys.BeginWrite());
  ASSIGN_OR_RETURN(const Table table, keys.OpenTable(txn, kSecretsTable));
  ASSIGN_OR_RETURN(const auto sealed, table.Get(txn, name));
  if (sealed) return Unseal(master_key, name, *sealed);
  std::vector<uint8_t> secret(kSecretBytes);
  base::FillRandom(secret);
  TRY(table.Put(txn, name, Seal(master_key, name, secret)));
  TRY(txn.Commit());
  return secret;
}

}  // namespace cybercheck::store
