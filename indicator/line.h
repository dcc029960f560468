// SPDX-License-Identifier: Apache-2.0
// LINE accounts, groups and links. Thread-safe; allocates only to grow `out` (a URL: also for its own form).
//
//   shop_99   id (4 to 20 of a-z 0-9 . - _)       @shop    official account: another namespace, the @ stays
//   token:…   add-friend code, case kept, opaque   short:…  lin.ee, case kept, opaque
//   group:…   openchat:…   liff:…                  case kept
//
// Labels (ไลน์ไอดี:, Line ID, แอดไลน์) and closing particles are read over; line: and line.me addresses are understood.
// A phone number is a LINE search key too: its phone is in also, as a hint.
// Errors: kNotALineId.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizeLine(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
