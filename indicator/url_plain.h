// SPDX-License-Identifier: Apache-2.0
// The short way for the URLs nearly everybody sends: http(s) or no scheme, a plain host, a path and query with nothing to undo.
// One pass over the bytes; where it succeeds, the long way (url.cc) gives the same form with every flag at its default.
#pragma once

#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Replaces `form`. False when the URL needs the long way; `form` is then unspecified.
bool WritePlainForm(std::string_view url, std::string& form);

}  // namespace cybercheck::indicator
