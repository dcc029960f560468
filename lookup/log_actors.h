// SPDX-License-Identifier: Apache-2.0
// Who signed an entry, read from its header alone: a decision in a record names its entry, and the header names the officer.
#pragma once

#include <string_view>

#include "lookup/record.h"
#include "store/log.h"

namespace cybercheck::lookup {

// Whether `actor` made the decision, or proposed it. Errors: kDamaged (the log has no such entry), kIo.
base::Result<bool> MadeBy(const store::Log& log, const store::WriteTxn& txn, const Decision& decision, std::string_view actor);

}  // namespace cybercheck::lookup
