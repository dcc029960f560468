// SPDX-License-Identifier: Apache-2.0
// The rules in force, as stored: table `rules`, name -> u64 seq of the entry in force, then its content (JSON).
#pragma once

#include "event/entry.h"
#include "lookup/rules.h"
#include "store/environment.h"

namespace cybercheck::lookup {

// Errors: kDamaged, kNewerVersion (content this program does not accept), kIo.
base::Result<Rules> ReadRules(const store::Table& table, const store::WriteTxn& txn);
base::Result<void> WriteRules(const store::Table& table, store::WriteTxn& txn, event::EntryType type, uint64_t seq,
                              std::string_view content);

// Puts a content in force. Errors: kBadPolicy, kBadRegister, kBadConfig; `rules` is then unchanged.
base::Result<void> ChangeRules(event::EntryType type, uint64_t seq, std::string_view content, Rules& rules);

}  // namespace cybercheck::lookup
