// SPDX-License-Identifier: Apache-2.0
// A copy of an environment while it is used: one snapshot, without free pages and without what was deleted.
#pragma once

#include <string>

#include "store/environment.h"

namespace cybercheck::store {

// Makes `directory`/data.mdb, which must not be there, synced. Holds one read transaction meanwhile.
// Errors: kStorageFull, kIo.
base::Result<void> CopyEnvironment(Environment& environment, const std::string& directory);

}  // namespace cybercheck::store
