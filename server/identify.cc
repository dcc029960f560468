// SPDX-License-Identifier: Apache-2.0
#include "server/identify.h"

#include <algorithm>

#include "server/services.h"
#include "server/token_text.h"

namespace cybercheck::server {
namespace {

base::Error Refused() {
  return base::Fail(base::ErrorCode::kUnauthorized, "the token is not known here, or has expired or been revoked");
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
  if (const auto install = InstallIdOf(text, worker.services().secrets.app_tokens)) {
    caller.install = *install;
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
  if (!equal || found == nullptr || !token.IsInForce(worker.now_s)) return Refused();
  caller.role = token.role;
  caller.token = *id;
  caller.bank = worker.bank = token.bank;
  return {};
}

}  // namespace cybercheck::server
