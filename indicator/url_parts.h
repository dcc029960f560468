// SPDX-License-Identifier: Apache-2.0
// Takes a URL apart as a browser would (url.spec.whatwg.org, special schemes), reading defanged schemes and authorities too.
//
//   https://user:pass@host:443/path?query#fragment
//           |userinfo  |host     |path |query        no scheme: http is assumed; `\` counts as `/` before the query
//
// Views point into the text given, or into the buffer when refanging had to rewrite it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::indicator {

struct UrlParts {
  std::string_view host;   // as written: escapes, case and dots untouched; brackets kept around IPv6
  std::string_view path;   // empty, or from its first slash or backslash
  std::string_view query;  // after '?'
  bool userinfo = false;
  bool refanged = false;
  bool line = false;       // line: — nothing else is set
};

// `text` is trimmed and has no TAB, CR or LF.
// Errors: kUnsupportedScheme, kEmptyHost, kInvalidPort.
base::Result<UrlParts> SplitUrl(std::string_view text, std::string& buffer);

// Writes `text` with the defanged dots ([.] (dot) {.} ^. …) and colons of an authority undone to `out`; false when there are none
// (`out` is then unspecified).
bool RefangAuthority(std::string_view text, std::string& out);

}  // namespace cybercheck::indicator
