// SPDX-License-Identifier: Apache-2.0
// taxonomy.toml: the words for categories, the police's case types and everything else that tables are made by, versioned
// (docs/files.md).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

// The content of a taxonomy_set entry:
//   {"version":2,"categories":[{"code":"scam","en":…,"th":…}],"case_types":[{"number":1,"code":"goods","en":…,"th":…}],
//    "earlier_case_types":[{"list":"2022","code":"hybrid","en":…,"th":…,"to":["romance","investment"]}],"states":[…],…}
// Lists whose codes the program knows (categories, states, channels …) name every one of them and no other; all but categories
// and case types may be left out. Errors: kBadConfig with "FILE:LINE: member: what".
base::Result<std::string> ParseTaxonomy(std::string_view file, std::string_view text);

}  // namespace cybercheck::ingest
