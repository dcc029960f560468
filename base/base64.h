// SPDX-License-Identifier: Apache-2.0
// Base64 of RFC 4648 section 4 (with padding), for bytes inside JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cybercheck::base {

std::string Base64Encode(std::string_view bytes);
// nullopt: not whole groups of the alphabet, or padding elsewhere than at the end. Only what Base64Encode gives is taken.
std::optional<std::string> Base64Decode(std::string_view text);

}  // namespace cybercheck::base
