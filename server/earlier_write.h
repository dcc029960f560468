// SPDX-License-Identifier: Apache-2.0
// What became of a write when it was sent before, under the same key by the same sender (server/write_identity.h). What it was
// about may have moved on since, so that a handler would refuse it now: the answer it is owed is that of the first time. Only
// entries that are durable are found. Any thread.
#pragma once

#include <optional>

#include "base/result.h"
#include "event/entry.h"
#include "server/request.h"
#include "server/services.h"
#include "store/sequencer.h"

namespace cybercheck::server {

// Whatever the request says now. nullopt: nothing was entered under its key, or it has none. Errors: kDamaged, kIo.
base::Result<std::optional<event::Outcome>> EarlierOutcome(const Request& request, Services& services);

// As the applier replies to it: `replayed`, or kConflict where it came with another body. nullopt: as above.
// Errors: kConflict, kDamaged, kIo.
std::optional<base::Result<store::Sequencer::Reply>> EarlierReply(const Request& request, Services& services);

// A refusal that says nothing of the request: come again (429, 503, 507).
bool IsOfTheMoment(const base::Error& error);

// kConflict, in words for whoever sent a key: they know nothing of entries and their numbers.
base::Error KeyReused();

}  // namespace cybercheck::server
