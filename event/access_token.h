// SPDX-License-Identifier: Apache-2.0
// The bodies of token_create and token_revoke entries: credentials. Only the digest of a token's secret is ever written. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace cybercheck::event {

// What a credential may do; server/roles.h says which routes. Stored by name.
enum class Role : uint8_t { kAnonymous, kPartner, kIntake, kOfficer, kSupervisor, kAnalyst, kAdmin };
inline constexpr size_t kRoleCount = 7;
std::string_view Name(Role role) noexcept;  // "anonymous", "partner", "intake", "officer", "supervisor", "analyst", "admin"
std::optional<Role> RoleNamed(std::string_view name) noexcept;

inline constexpr size_t kTokenIdDigits = 16;  // hexadecimal
bool IsTokenId(std::string_view id) noexcept;

struct TokenCreate {
  std::string token;           // its id: 16 hex digits, not secret
  base::Digest digest{};       // SHA-256 of the whole token as its holder sends it
  Role role = Role::kPartner;  // not kAnonymous
  std::string name;            // of the post or system that holds it, never of a person
  std::string bank;            // partner: bank code; may be empty
  int64_t expires_s = 0;       // 0: never
};

struct TokenRevoke {
  std::string token;  // its id
};

std::string EncodeTokenCreate(const TokenCreate& create, std::string_view request = {});
base::Result<TokenCreate> DecodeTokenCreate(std::string_view body);  // kDamaged names the member
std::string EncodeTokenRevoke(const TokenRevoke& revoke, std::string_view request = {});
base::Result<TokenRevoke> DecodeTokenRevoke(std::string_view body);

}  // namespace cybercheck::event
