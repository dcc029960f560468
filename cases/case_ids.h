// SPDX-License-Identifier: Apache-2.0
// What cases, transfers and holds are called outside: a case as the complaint that opened it (cases/public_id.h), a transfer and
// the hold it asks for as cases/holds.h calls holds. Found again through table `outcomes`.
//
// Errors: kDamaged (a row names an entry that is not there), kIo.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

base::Result<std::string> CaseIdOf(const Tables& tables, const store::ReadTxn& txn, event::CaseRef ref);
base::Result<std::string> MoneyIdOf(const Tables& tables, const store::ReadTxn& txn, const event::MoneyRef& ref);

// The complaint of that id; nullopt: not an id, or of nothing that is there. It may be counted with another case
// (cases/complaint_row.h).
base::Result<std::optional<event::CaseRef>> FindComplaint(const Tables& tables, const store::ReadTxn& txn, std::string_view id);
// The case that counts it: that which it joined, or was merged into.
base::Result<std::optional<event::CaseRef>> FindCase(const Tables& tables, const store::ReadTxn& txn, std::string_view id);

}  // namespace cybercheck::cases
