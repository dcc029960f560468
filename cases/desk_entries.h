// SPDX-License-Identifier: Apache-2.0
// The decisions of this room, one function an entry type: claims, credentials, erasures, attachments. Each refuses before it
// writes. `entry` has a body. Errors are the storage's.
#pragma once

#include <functional>

#include "cases/tables.h"
#include "cases/token_table.h"
#include "event/entry.h"

namespace cybercheck::cases {

using TokenChanged = std::function<void(Token)>;

base::Result<event::Outcome> DecideClaim(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideTokenCreate(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn,
                                               const TokenChanged& changed);
base::Result<event::Outcome> DecideTokenRevoke(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn,
                                               const TokenChanged& changed);
base::Result<event::Outcome> DecideErase(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);
base::Result<event::Outcome> DecideAttachment(const event::Entry& entry, const Tables& tables, store::WriteTxn& txn);

}  // namespace cybercheck::cases
