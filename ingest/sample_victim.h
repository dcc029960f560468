// SPDX-License-Identifier: Apache-2.0
// A victim of sample data, by number: the same number is the same person in every case. Blind indexes are made from the seed, as
// nobody has a national id here to key.
#pragma once

#include <cstdint>
#include <string>

#include "event/case_file.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {

// With everything known.
event::Victim SampleVictim(uint64_t seed, uint32_t number);
// Takes members away, as hurried complaints leave them out; `which` names the complaint.
void LeaveUnknown(uint64_t seed, uint64_t which, event::Victim& victim);
// Blind index of the account they pay from.
std::string SamplePayer(uint64_t seed, uint32_t number);
const SampleProvince& SampleProvinceOf(uint8_t code);

}  // namespace cybercheck::ingest
