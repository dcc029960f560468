// SPDX-License-Identifier: Apache-2.0
// TikTok accounts and links. Thread-safe; allocates only to grow `out` (a URL: also for its own form).
//
//   bad.shop   handle (2 to 24 of a-z 0-9 . _)      id:7…      numeric user id
//   short:…    vt., vm. and /t/ codes, case kept, opaque   video:7…   a video whose account the link does not name
//
// Errors: kNotATiktokHandle.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizeTiktok(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
