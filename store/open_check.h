// SPDX-License-Identifier: Apache-2.0
// Whether a data file may be opened at all. LMDB trusts its file: a truncated one is a SIGBUS, a damaged page may be wrong rows.
// So before this process lets LMDB map it, a forked child has walked all of it:
//
//   1 without LMDB (data_check.h): metas, length, every page, every checksum, counts and sums, free pages
//   2 with LMDB, read-only: the first and last row of every leaf, looked up from the root, is where the walk found it. A walk
//   goes through
//     leaves, a look-up through branches; within a leaf both see the same bytes, so its ends are enough.
//
// The child says in one line what is wrong; a signal there, or no end, is a refusal here. It holds none of the parent's files and dies with it.
// Fork while the process has one thread.
#pragma once

#include "store/data_check.h"

namespace cybercheck::store {

// `path` holds data.mdb, and nobody writes to it meanwhile. `on_row` runs in the child; it may write to memory that both
// processes share. Errors: kForeignFile, kNewerVersion, kDamaged (the message says what to do), kIo.
base::Result<void> OpenCheck(const std::string& path, const OnRow& on_row = {});

// In this process, and quickly: the metas, and that the file is as long as they say. Somebody may write meanwhile.
base::Result<void> CheckMetaPages(const std::string& path);

}  // namespace cybercheck::store
