// SPDX-License-Identifier: Apache-2.0
// A copy of an environment while it is used: one snapshot, without free pages and without what was deleted.
#pragma once

#include <functional>
#include <string>

#include "store/environment.h"

namespace cybercheck::store {

// Makes `directory`/data.mdb (0600), which must not be there, synced. Holds one read transaction meanwhile; a thread of its own
// reads while this one writes and tells `on_bytes` (may be empty) how many bytes it has written so far.
// Errors: kStorageFull, kIo.
base::Result<void> CopyEnvironment(Environment& environment, const std::string& directory,
                                   const std::function<void(uint64_t bytes)>& on_bytes = {});

}  // namespace cybercheck::store
