// SPDX-License-Identifier: Apache-2.0
// Which officers submitted an indicator themselves, so that none of them reviews it: table `submitters`, index key and 8-byte
// hash of the actor -> u64 seq of the first such entry. Only for what staff submits; a report by anybody else costs no row here.
#pragma once

#include <string_view>

#include "indicator/key.h"
#include "lookup/record_rows.h"

namespace cybercheck::lookup {

// Of an entry's actor. Stored: never changes.
uint64_t ActorHash(std::string_view actor) noexcept;

base::Result<void> AddSubmitter(const LookupTables& tables, store::WriteTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor, uint64_t seq);
// As if the actor's first such entry were not `seq`.
base::Result<void> ForgetSubmitter(const LookupTables& tables, store::WriteTxn& txn, const indicator::KeyBytes& key,
                                   std::string_view actor, uint64_t seq);
// By an entry before `seq`.
base::Result<bool> HasSubmitted(const LookupTables& tables, const store::WriteTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor, uint64_t seq);
// As a reader sees it. `submitters`: the table.
base::Result<bool> HasSubmitted(const store::Table& submitters, const store::ReadTxn& txn, const indicator::KeyBytes& key,
                                std::string_view actor);

}  // namespace cybercheck::lookup
