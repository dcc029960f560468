// SPDX-License-Identifier: Apache-2.0
// A URL's key: "host/path?query", a Safe Browsing expression, of the host a browser would visit.
//
//   hxxp://user@BAD[.]example:80/a/./b%2561?q#frag
//   |      |    |             |  |        | dropped
//   scheme |    host          |  path: dot segments, slash runs, escapes undone and written one way
//   dropped|    frozen before |
//          |    any unescape  port: checked, dropped
//          userinfo: dropped, flagged
//
// First the URL is taken apart as browsers do (url.spec.whatwg.org: url_parts.h, url_host.h), then path and query go through the
// Safe Browsing steps (url_path.h), which therefore can never move the host. docs/canonicalization.md has the rules on a page.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

// Any bytes. `out` is cleared. A URL that names an account or is a redirect's wrapper is handed on (platform_url.h).
// Errors: kEmptyValue, kUnsupportedScheme, kEmptyHost, kInvalidHost, kInvalidPort; kNotAnIndicator for redirects wrapped in
// redirects more than 16 times; those of CanonicalizeLine for line:.
base::Result<void> CanonicalizeUrl(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
