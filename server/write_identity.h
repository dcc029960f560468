// SPDX-License-Identifier: Apache-2.0
// What makes a write the same write again: its entry's id, from who sends it, the route and the Idempotency-Key; and a keyed hash
// of the body, by which the applier tells a repetition from another request under the same key. Pure but for a control request
// without a key, which is a write of its own each time.
#pragma once

#include <string>

#include "event/entry.h"
#include "server/request.h"
#include "server/services.h"

namespace cybercheck::server {

// SHA-256 of credential (token id, "anon" or "cli"), method and pattern of the route, and key, each with its length.
event::EntryId EntryIdOf(const Request& request);
// HMAC-SHA-256 under the secret `requests` of the query and the body as sent: the `request` member of the entry, 64 hex digits.
std::string RequestKeyOf(const Secrets& secrets, const Request& request);

}  // namespace cybercheck::server
