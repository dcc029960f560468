// SPDX-License-Identifier: Apache-2.0
// Keeps the accounts that money of cases came to: how many cases, how much, at which level. On the applier's thread.
#pragma once

#include <span>

#include "cases/account_row.h"
#include "cases/case_row.h"
#include "cases/tables.h"
#include "cases/tally_rows.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

// A case's transfers came to stand as `after` (they were `before`; either may be empty).
base::Result<void> BookAccounts(event::CaseRef of, std::span<const TransferRow> before, std::span<const TransferRow> after,
                                const Tables& tables, store::WriteTxn& txn);
// Counts an account on the day of its first transfer; one of which no time is told on none. `out`: as it stood before.
void TallyAccount(const AccountRow& row, bool out, TallyChanges& tallies);

}  // namespace cybercheck::cases
