// SPDX-License-Identifier: Apache-2.0
// What a file is, by its content; its name and what a client says of it are not asked. Pure.
#pragma once

#include <string_view>

namespace cybercheck::store {

// "image/png", "image/jpeg", "application/pdf", or empty: none of these, or not whole. The structure is walked from end to end
// (chunks, segments, trailer), so that something else with the right first bytes does not pass; pixels are not decoded.
std::string_view MediaTypeOf(std::string_view bytes) noexcept;

}  // namespace cybercheck::store
