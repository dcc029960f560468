// SPDX-License-Identifier: Apache-2.0
// Makes the tables again from a log: after damage to them, or for a new layout. Entries keep their headers, so the chain is the
// same.
#pragma once

#include <vector>

#include "store/log_verify.h"
#include "store/projection.h"

namespace cybercheck::store {

// Copies and applies every entry of `source`'s log into `destination`, whose log must be empty. `projections` are fresh ones.
// Body hashes and chain are verified on the way. Errors: kDamaged (naming the entry), kConflict (destination is not empty),
// kNewerVersion, kStorageFull, kIo.
base::Result<LogSummary> Replay(Environment& source, Environment& destination, std::vector<Projection*> projections,
                                const Progress& progress = {});

// SHA-256 over every row of every table, in the order of table number and key: (table number u16, key length u32, value length
// u32, key, value). A log and its replay give the same. Left out is one number: how many commits there were (counts.h), for a
// replay makes fewer.
base::Result<base::Digest> DataDigest(Environment& environment);

}  // namespace cybercheck::store
