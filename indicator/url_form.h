// SPDX-License-Identifier: Apache-2.0
// The form of any URL, however it is written: the long way, which url_plain.h shortens.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

enum class UrlScheme { kWeb, kLine };

// Writes `out.key.form` and the flags of a URL. For kLine (a line: address) nothing is written: CanonicalizeLine reads those.
// Errors: kEmptyValue, kUnsupportedScheme, kEmptyHost, kInvalidHost, kInvalidPort.
base::Result<UrlScheme> WriteUrlForm(std::string_view url, Canonical& out);

}  // namespace cybercheck::indicator
