// SPDX-License-Identifier: Apache-2.0
// The money of a sample case: what the victim paid to whom, what banks answer when they are asked to hold it, where it went on to
// (rows 2 to 5, cash, crypto, shops), and what becomes of what was held.
#pragma once

#include <optional>
#include <vector>

#include "ingest/sample_network.h"
#include "ingest/sample_plan.h"
#include "ingest/sample_random.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {

// Who did it: a network, or somebody alone.
struct SampleOffender {
  uint64_t seed = 0;
  uint32_t number = 0;                   // of the case
  std::optional<SampleNetwork> network;  // nullopt: alone

  event::MoneyNode Account(int row, uint32_t which) const;
  uint64_t Handle(uint32_t which) const;
};

// Who is paid `satang` in all, the last time at `last_s`.
std::vector<event::Transfer> SamplePayments(const SampleType& type, const SampleOffender& offender, int64_t satang,
                                            int64_t last_s, std::string_view payer, SampleRandom& random);

// What banks answer to the holds that the complaint's transfers asked for, and what follows from that. `police_told_s`: when
// somebody told more than a bank; 0: nobody did.
void PlanHolds(const event::Complaint& complaint, int64_t police_told_s, const SampleOffender& offender, SampleRandom& random,
               SamplePlan& plan);

}  // namespace cybercheck::ingest
