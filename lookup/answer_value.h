// SPDX-License-Identifier: Apache-2.0
// A canonical form as people write it: the `value` of answers. Shows what was understood, not what was sent. No allocation beyond
// `out`.
#pragma once

#include <string>
#include <string_view>

#include "indicator/kind.h"

namespace cybercheck::lookup {

// Replaces `out`. 081-234-5678, 02-123-4567, 1441, 1800-123-456, bad.example/login, @shop, 004 123-4-56789-0; a keyed national
// id: "*".
void WriteValue(indicator::Kind kind, std::string_view form, std::string& out);

}  // namespace cybercheck::lookup
