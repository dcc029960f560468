// SPDX-License-Identifier: Apache-2.0
// From the Authorization field of a request to who sends it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "server/request.h"

namespace cybercheck::server {

class Worker;

// Fills role, token, bank and install of `caller`; `authorization` is not empty. Their views live as long as `authorization` and
// until the worker identifies again. A token that is not known takes the same work as one whose secret is wrong.
// Errors: kUnauthorized, the same for whatever is wrong with it; only who holds a genuine one is told that its time is over.
base::Result<void> Identify(std::string_view authorization, Worker& worker, Caller& caller);

}  // namespace cybercheck::server
