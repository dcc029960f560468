// SPDX-License-Identifier: Apache-2.0
// The key of an indicator: its kind and its canonical form. Written "kind:form" (phone:+66812345678).
// In the index a key is 17 bytes: the kind's number, then the first 16 bytes of SHA-256(form). For a URL the form is a Safe
// Browsing expression, so the hash is the start of its Safe Browsing full hash. Records begin with the form and it is compared
// on every hit, so two forms that collide never share a record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indicator/kind.h"

namespace cybercheck::indicator {

// The version of the canonicalization rules, carried by every entry that holds keys. A change that moves any key raises it.
inline constexpr uint16_t kCanonVersion = 1;

struct Key {
  Kind kind = Kind::kPhone;
  std::string form;

  std::string ToString() const { return std::string(Name(kind)) + ":" + form; }
  friend bool operator==(const Key&, const Key&) = default;
  friend auto operator<=>(const Key&, const Key&) = default;
};

// "kind:form" back to its parts; nullopt when the kind is unknown or the form empty. Does not canonicalize.
std::optional<Key> ParseKey(std::string_view text);

inline constexpr size_t kKeyBytes = 17;
using KeyBytes = std::array<uint8_t, kKeyBytes>;

KeyBytes IndexKey(Kind kind, std::string_view form) noexcept;
inline KeyBytes IndexKey(const Key& key) noexcept { return IndexKey(key.kind, key.form); }

// The `id` member of answers: 34 lower-case hexadecimal digits.
std::string KeyId(const KeyBytes& key);
std::optional<KeyBytes> ParseKeyId(std::string_view id) noexcept;

}  // namespace cybercheck::indicator
