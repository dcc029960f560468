// SPDX-License-Identifier: Apache-2.0
// Unicode Normalization Form C (UAX #15) of a string of code points, in place.
#pragma once

#include <string>

namespace cybercheck::indicator {

void NormalizeNfc(std::u32string& text);

}  // namespace cybercheck::indicator
