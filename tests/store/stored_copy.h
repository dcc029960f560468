// SPDX-License-Identifier: Apache-2.0
// A data file with everything in it that real ones have (deep trees, long values, free pages, replaced and deleted rows, a
// redacted body), as bytes that a test may damage; and all that reads of it should give.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "store/environment.h"
#include "store/local_sequencer.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {

// Beside the number of a table with TableId::recent: its rows as readers see them. Without it: those that are in the table.
inline constexpr uint16_t kTakenTogether = 0x8000;

// Every row of every table, by (table number, key).
using Rows = std::map<std::pair<uint16_t, std::string>, std::string>;
base::Result<Rows> ReadAll(Environment& environment);
// The same, each row by a look-up of its own; an Error or a missing row ends it.
base::Result<Rows> LookUpAll(Environment& environment, const Rows& expected);

std::string FileBytes(const std::string& path);
void WriteFileBytes(const std::string& path, const std::string& bytes);

// `entries` entries, then a redaction of the second one, then some more. Gives data.mdb's bytes and what stands in it.
std::pair<std::string, Rows> MakeStoredCopy(uint64_t entries);

}  // namespace cybercheck::store
