// SPDX-License-Identifier: Apache-2.0
// Which program this is.
#pragma once

#include <string>

namespace cybercheck::cli {

// "cybercheck 0.1.0".
std::string VersionLine();

}  // namespace cybercheck::cli
