// SPDX-License-Identifier: Apache-2.0
// Entries of the log as handlers look them up: by number, or by the id answers print (server/write_identity.h).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "event/entry.h"

namespace cybercheck::server {

class Worker;

// Errors: kNotFound; kBodyRedacted (there is an entry, and its body is gone); kDamaged, kIo.
base::Result<event::Entry> LoggedEntry(uint64_t seq, Worker& worker);
// `id`: 32 hex digits. Errors: kBadRequest (no id), and as above.
base::Result<event::Entry> EntryOfPublicId(std::string_view id, Worker& worker);

// The error whose stable name an outcome's code is; kConflict where no error has this name.
base::Error ErrorOfCode(std::string_view code);

}  // namespace cybercheck::server
