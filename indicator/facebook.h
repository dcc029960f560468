// SPDX-License-Identifier: Apache-2.0
// Facebook profiles, pages, groups and links. Thread-safe; allocates only to grow `out` (a URL: also for its own form).
//
//   badshop   user name: at least 5 letters and digits; dots and case ignored     id:1000…   numeric id
//   group:…   id or name of a group        share:…  watch:…   codes, case kept, opaque unless a number
//
// Errors: kNotAFacebookName, kReservedName (facebook.com/help is nobody's account).
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizeFacebook(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
