// SPDX-License-Identifier: Apache-2.0
// Verifies a chain of entries, one at a time, in order. Not thread-safe.
#pragma once

#include "event/entry.h"

namespace cybercheck::event {

class ChainVerifier {
 public:
  // From the start of a log, or after an entry whose header hash and seq are known.
  ChainVerifier() = default;
  ChainVerifier(uint64_t seq, const base::Digest& hash) : seq_(seq), hash_(hash) {}

  // Errors: kDamaged, naming the entry and what does not hold (sequence, previous hash, body hash, body without salt).
  // `header_bytes` are the stored bytes; nothing is re-encoded.
  base::Result<void> Next(std::string_view header_bytes, const std::optional<std::string>& body);

  uint64_t seq() const { return seq_; }
  const base::Digest& hash() const { return hash_; }

 private:
  uint64_t seq_ = 0;
  base::Digest hash_{};
};

}  // namespace cybercheck::event
