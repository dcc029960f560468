// SPDX-License-Identifier: Apache-2.0
#include "event/chain.h"

namespace cybercheck::event {

base::Result<void> ChainVerifier::Next(std::string_view header_bytes, const std::optional<std::string>& body) {
  const uint64_t expected = seq_ + 1;
  const auto damaged = [&](const std::string& what) {
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(expected) + ": " + what);
  };
  auto header = DecodeHeader(header_bytes);
  if (header.has_error()) return damaged(header.error().detail);
  if (header->seq != expected) return damaged("the entry here is numbered " + std::to_string(header->seq));
  if (header->prev != hash_) return damaged("its previous-hash is not the hash of entry " + std::to_string(seq_));
  if (body) {
    if (base::Sha256(*body) != header->body_hash) return damaged("its body does not have the hash in its header");
    if (!body->starts_with("{\"salt\":\"")) return damaged("its body does not begin with a salt");
  }
  seq_ = expected;
  hash_ = base::Sha256(header_bytes);
  return {};
}

}  // namespace cybercheck::event
