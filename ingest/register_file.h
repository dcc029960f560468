// SPDX-License-Identifier: Apache-2.0
// register.tsv: the official register as a table (docs/files.md). Values are written as people write them and canonicalized here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::ingest {

// The content of a register_set entry. `warnings` gains a line for each row verified longer ago than kRegisterFreshDays.
// Errors: kBadRegister with "FILE:LINE: column: what".
base::Result<std::string> ParseRegister(std::string_view file, std::string_view text, int64_t now_s,
                                        std::vector<std::string>& warnings);

}  // namespace cybercheck::ingest
