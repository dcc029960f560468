// SPDX-License-Identifier: Apache-2.0
// taxonomy.toml: the words for categories and the police's case types, versioned (docs/files.md).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

// The content of a taxonomy_set entry:
//   {"version":1,"categories":[{"code":"scam","en":…,"th":…}],"case_types":[{"number":1,"code":"goods","en":…,"th":…}]}
// Every category the program knows is named, and no other. Errors: kBadConfig with "FILE:LINE: member: what".
base::Result<std::string> ParseTaxonomy(std::string_view file, std::string_view text);

}  // namespace cybercheck::ingest
