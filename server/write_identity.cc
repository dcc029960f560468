// SPDX-License-Identifier: Apache-2.0
#include "server/write_identity.h"

#include "base/hex.h"
#include "base/random.h"
#include "server/router.h"

namespace cybercheck::server {
namespace {

void Update(base::Sha256Stream& hash, std::string_view text) {
  uint8_t length[8];
  for (int i = 7, shift = 0; i >= 0; --i, shift += 8) length[i] = static_cast<uint8_t>(uint64_t{text.size()} >> shift);
  hash.Update(std::span<const uint8_t>(length)).Update(text);
}

}  // namespace

event::EntryId EntryIdOf(const Request& request) {
  event::EntryId id{};
  if (request.from_control && request.idempotency_key.empty()) {
    base::FillRandom(id);
    return id;
  }
  base::Sha256Stream hash;
  Update(hash, request.from_control ? "cli" : request.caller.token.empty() ? "anon" : request.caller.token);
  Update(hash, Name(request.method));
  Update(hash, request.route->path);
  // What stood for the {…}: one key for two things is two writes.
  for (const std::string_view param : request.params) Update(hash, param);
  Update(hash, request.idempotency_key);
  return hash.Finish();
}

std::string RequestKeyOf(const Secrets& secrets, const Request& request) {
  if (request.query.empty()) return base::HexEncode(base::HmacSha256(secrets.requests, request.body));
  // The query's length is in front, so that no part of it can pass for a part of the body.
  std::string whole = std::to_string(request.query.size()) + "?";
  whole.append(request.query).append(request.body);
  return base::HexEncode(base::HmacSha256(secrets.requests, whole));
}

}  // namespace cybercheck::server
