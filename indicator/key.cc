// SPDX-License-Identifier: Apache-2.0
#include "indicator/key.h"

#include <algorithm>

#include "base/hex.h"
#include "base/sha256.h"

namespace cybercheck::indicator {

std::optional<Key> ParseKey(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
  const std::optional<Kind> kind = KindNamed(text.substr(0, colon));
  if (!kind) return std::nullopt;
  return Key{*kind, std::string(text.substr(colon + 1))};
}

KeyBytes IndexKey(Kind kind, std::string_view form) noexcept {
  const base::Digest digest = base::Sha256(form);
  KeyBytes key;
  key[0] = static_cast<uint8_t>(kind);
  std::copy_n(digest.begin(), kKeyBytes - 1, key.begin() + 1);
  return key;
}

std::string KeyId(const KeyBytes& key) { return base::HexEncode(key); }

std::optional<KeyBytes> ParseKeyId(std::string_view id) noexcept {
  KeyBytes key;
  if (!base::HexDecode(id, key) || !IsKind(key[0])) return std::nullopt;
  return key;
}

}  // namespace cybercheck::indicator
