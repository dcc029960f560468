// SPDX-License-Identifier: Apache-2.0
// Credentials as their holders send them, "Authorization: Bearer <text>":
//
//   cct_<id: 16 hex digits>_<secret: 43 characters of base64url, 32 random bytes>
//     a token; stored is SHA-256 of the whole
//   cca_<day: 5 digits>_<install id: 32 hex digits>_<32 hex digits>
//     an app's install; the day it was issued on (since 1970, UTC); the last is HMAC-SHA-256(secret, "day_id"), cut to 16 bytes:
//     nothing is stored
//
// Pure, but for the randomness of new ones. Hexadecimal digits are lower case.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/sha256.h"

namespace cybercheck::server {

struct NewToken {
  std::string id;
  std::string text;  // shown once
  base::Digest digest{};
};
NewToken MakeToken();

// The id of a token's text, a view into it; nullopt: not of that form.
std::optional<std::string_view> TokenIdOf(std::string_view text) noexcept;

std::string MakeInstallToken(std::span<const uint8_t> secret, int64_t now_s);
struct InstallToken {
  std::string_view id;  // into the text
  int64_t issued_day = 0;
  // `days_max` 0: never.
  bool IsOver(int64_t now_s, int64_t days_max) const noexcept { return days_max != 0 && now_s / 86400 > issued_day + days_max; }
};
// Of a token that this secret made; nullopt: another form or another secret.
std::optional<InstallToken> ReadInstallToken(std::string_view text, std::span<const uint8_t> secret) noexcept;

// Takes as long for equal bytes as for others.
bool EqualInConstantTime(std::span<const uint8_t> a, std::span<const uint8_t> b) noexcept;

}  // namespace cybercheck::server
