// SPDX-License-Identifier: Apache-2.0
#include "server/identify.h"

#include <algorithm>

#include "server/services.h"
#include "server/token_text.h"

namespace cybercheck::server {
namespace {

base::Error Refused() { return base::Fail(base::ErrorCode::kUnauthorized, "the token is not known here, or has been revoked"); }

// `how` a new one is made.
base::Error Over(std::string_view how) {
  return base::Fail(base::ErrorCode::kUnauthorized, "token_expired: its time is over; a new one is made by " + std::string(how));
}

// "Bearer <text>", the scheme in any case.
std::string_view BearerOf(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return {};
  const bool bearer = std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                                 [](char lower, char c) { return lower == (c >= 'A' && c <= 'Z' ? c | 32 : c); });
  return bearer ? authorization.substr(kScheme.size()) : std::string_view();
}

}  // namespace

base::Result<void> Identify(std::string_view authorization, Worker& worker, Caller& caller) {
  const std::string_view text = BearerOf(authorization);
  if (!worker.has_services()) return Refused();
  if (const auto install = ReadInstallToken(text, worker.services().secrets.app_tokens)) {
    if (install->IsOver(worker.now_s, worker.services().config.app_token_days)) return Over("POST /v1/app_tokens");
    caller.install = install->id;
    return {};
  }
  const auto id = TokenIdOf(text);
  if (!id) return Refused();
  const base::Digest digest = base::Sha256(text);
  static const cases::Token kNobody;
  const auto reading = worker.EnterTokens();
  const cases::Token* found = worker.services().cases.tokens()->Find(*id);
  const cases::Token& token = found == nullptr ? kNobody : *found;
  const bool equal = EqualInConstantTime(digest, token.digest);
  if (!equal || found == nullptr || token.revoked_s != 0) return Refused();
  if (!token.IsInForce(worker.now_s)) return Over("cybercheck token create");
  caller.role = token.role;
  caller.token = *id;
  caller.bank = worker.bank = token.bank;
  return {};
}

}  // namespace cybercheck::server
