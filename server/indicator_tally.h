// SPDX-License-Identifier: Apache-2.0
// The table of indicators: records of lookup's, which cases/ knows nothing of, as a table that it can count.
#pragma once

#include "cases/tally_tables.h"
#include "store/environment.h"

namespace cybercheck::server {

// `tally` and `txn` outlive it.
cases::OutsideTally IndicatorTally(const store::Table& tally, const store::ReadTxn& txn);

}  // namespace cybercheck::server
