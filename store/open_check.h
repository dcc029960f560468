// SPDX-License-Identifier: Apache-2.0
// Whether a data file may be opened at all. LMDB trusts its file: a truncated one is a SIGBUS, a damaged page may be wrong rows. So before this
// process maps it, a child does, and walks all of it.
//
//   1 the metas, read with pread: magic, version, page size, and that the file is as long as the newest says
//   2 in a forked child: LMDB opens it read-only; every table is walked: checksums, key order, and each leaf's first and last key looked up
//     from the root (a damaged branch page hides rows from look-ups that a walk still finds); rows compared with the counts kept at each commit
//   3 the child says in one line what is wrong; a signal there is a refusal here
//
// Call before other threads exist (fork).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "store/environment.h"

namespace cybercheck::store {

// Called in the child for every row; may write to memory both processes share. May be empty.
using OnRow = std::function<void(TableId table, std::string_view key, std::string_view value)>;

// `path` holds data.mdb. Errors: kForeignFile, kNewerVersion, kDamaged, kIo. CheckMetaPages gives the number of the last commit, 0 when nothing was ever written.
base::Result<uint64_t> CheckMetaPages(const std::string& path);
base::Result<void> OpenCheck(const std::string& path, const EnvironmentOptions& options, const OnRow& on_row = {});

}  // namespace cybercheck::store
