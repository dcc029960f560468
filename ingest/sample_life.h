// SPDX-License-Identifier: Apache-2.0
// What officers do with a sample case: complete it, take the statement, accept it, investigate, send it to the prosecutor; most
// never find the offender and are suspended, some are rejected.
#pragma once

#include "ingest/sample_plan.h"
#include "ingest/sample_random.h"

namespace cybercheck::ingest {

// `whole` is the complaint with everything known, `filed` as it was filed; `seed` the world's.
void PlanLife(uint64_t seed, uint32_t number, const event::Complaint& whole, const event::Complaint& filed, SampleRandom& random,
              SamplePlan& plan);

}  // namespace cybercheck::ingest
