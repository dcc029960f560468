// SPDX-License-Identifier: Apache-2.0
// Whether the log says what was written to it: every entry's row, checksum, sequence, chain, body hash and outcome; that the last
// is the last; and that no body is gone but those a body_redact entry took.
#pragma once

#include <functional>

#include "base/sha256.h"
#include "store/environment.h"

namespace cybercheck::store {

struct LogSummary {
  uint64_t entries = 0, redacted = 0;
  base::Digest head{};  // hash of the last header; all zero for an empty log
};

// Called every some thousand entries with (entries done, entries in all). May be empty.
using Progress = std::function<void(uint64_t done, uint64_t total)>;

// Reads in short transactions: safe beside a writer. Errors: kDamaged, naming the first entry that does not hold and what does
// not.
base::Result<LogSummary> VerifyLog(Environment& environment, const Progress& progress = {});

}  // namespace cybercheck::store
