// SPDX-License-Identifier: Apache-2.0
// Keeps the accounts that money of cases came to: how many cases, how much, at which level. On the applier's thread.
#pragma once

#include <span>

#include "cases/case_row.h"
#include "cases/tables.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

// A case's transfers came to stand as `after` (they were `before`; either may be empty).
base::Result<void> BookAccounts(event::CaseRef of, std::span<const TransferRow> before, std::span<const TransferRow> after,
                                const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
