// SPDX-License-Identifier: Apache-2.0
#include "event/access_token.h"

#include <iterator>

#include "base/hex.h"
#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {
namespace {

constexpr std::string_view kRoles[] = {"anonymous", "partner", "intake", "officer", "supervisor", "analyst", "admin"};
static_assert(std::size(kRoles) == kRoleCount);

}  // namespace

std::string_view Name(Role role) noexcept { return kRoles[static_cast<size_t>(role)]; }

std::optional<Role> RoleNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < std::size(kRoles); ++i)
    if (kRoles[i] == name) return static_cast<Role>(i);
  return std::nullopt;
}

bool IsTokenId(std::string_view id) noexcept {
  return id.size() == kTokenIdDigits && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string EncodeTokenCreate(const TokenCreate& create, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("token", create.token, out);
  AppendText("digest", base::HexEncode(create.digest), out);
  AppendText("role", Name(create.role), out);
  AppendText("name", create.name, out);
  AppendText("bank", create.bank, out);
  AppendNumber("expires_at", create.expires_s, out);
  return out + "}";
}

base::Result<TokenCreate> DecodeTokenCreate(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "token_create", 2));
  const BodyMembers members(root.get_object(), "token_create");
  TRY(members.AllKnown({"token", "digest", "role", "name", "bank", "expires_at"}));
  TokenCreate create;
  std::string digest, role;
  TRY(members.Text("token", kTokenIdDigits, create.token, true));
  TRY(members.Text("digest", 64, digest, true));
  TRY(members.Text("role", 16, role, true));
  TRY(members.Text("name", 128, create.name, true));
  TRY(members.Text("bank", 3, create.bank));
  TRY(members.Integer("expires_at", 0, INT64_MAX, create.expires_s));
  if (!IsTokenId(create.token)) return members.Wrong("token");
  if (!base::HexDecode(digest, create.digest)) return members.Wrong("digest");
  const auto named = RoleNamed(role);
  if (!named || *named == Role::kAnonymous) return members.Wrong("role");
  create.role = *named;
  return create;
}

std::string EncodeTokenRevoke(const TokenRevoke& revoke, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("token", revoke.token, out);
  return out + "}";
}

base::Result<TokenRevoke> DecodeTokenRevoke(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "token_revoke", 2));
  const BodyMembers members(root.get_object(), "token_revoke");
  TRY(members.AllKnown({"token"}));
  TokenRevoke revoke;
  TRY(members.Text("token", kTokenIdDigits, revoke.token, true));
  if (!IsTokenId(revoke.token)) return members.Wrong("token");
  return revoke;
}

}  // namespace cybercheck::event
