// SPDX-License-Identifier: Apache-2.0
#include "store/secret_key.h"

#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "base/random.h"

namespace cybercheck::store {

SecretKey::SecretKey(std::string_view bytes) {
  CHECK(bytes.size() == kBytes);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(bytes_.data()));
}
SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
SecretKey SecretKey::Random() {
  SecretKey key;
  base::FillRandom(key.bytes_);
  return key;
}

}  // namespace cybercheck::store
