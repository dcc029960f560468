// SPDX-License-Identifier: Apache-2.0
// URLs of LINE, TikTok and Facebook that name an account, a group, a video or a code. Thread-safe.
// `form` is always a canonical URL form ("host/path?query": lower-case host, the path's case kept).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indicator/canonical.h"

namespace cybercheck::indicator {

// When `form` names something of a platform: sets out.key to it, out.opaque where only the platform can tell what a code stands
// for, adds the URL to also (kWorst) and, where a link names an account and its video, the video; returns true.
// Else `out` is unchanged. `form` must not lie in `out`.
bool AccountOfUrl(std::string_view form, Canonical& out);

// The URL inside a redirect wrapper (l.facebook.com/l.php?u=…, lm.facebook.com), without the click id that the wrapper adds.
// `query` is the wrapper's as it was written: in `form` the inner URL's own parameters stand unescaped among the wrapper's.
std::optional<std::string> UnwrapRedirect(std::string_view form, std::string_view query);

// Whether `form` is a page of Facebook itself (facebook.com/help).
bool IsReservedFacebookUrl(std::string_view form);

}  // namespace cybercheck::indicator
