// SPDX-License-Identifier: Apache-2.0
// Numbers for the names of sources, given in the order in which they first appear: table `sources`, name -> u16. (A source's
// class stands with each of its observations, not here: an entry whose body is gone still has its actor, and no more is needed to
// number it.)
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/environment.h"

namespace cybercheck::lookup {

// "openphish" of "import:openphish"; nullopt when that is not how an importer signs ([a-z0-9_.-]{1,64}).
std::optional<std::string_view> SourceOfActor(std::string_view actor) noexcept;

// The source's number, given now if it has none; nullopt when all numbers are used.
base::Result<std::optional<uint16_t>> NumberOfSource(const store::Table& sources, store::WriteTxn& txn, std::string_view name);

}  // namespace cybercheck::lookup
