// SPDX-License-Identifier: Apache-2.0
// The 77 provinces (deploy/provinces.tsv, built into the binary). Immutable; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "cases/code_names.h"

namespace cybercheck::ingest {

// By the two digits, or the name in Thai ("จังหวัด" or "จ." may stand before it) or English, blanks and case aside. 0: no such
// province.
uint8_t ProvinceNamed(std::string_view text);

// nullptr: no province has this code.
const cases::CodeName* NameOfProvince(uint8_t code);

}  // namespace cybercheck::ingest
