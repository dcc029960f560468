// SPDX-License-Identifier: Apache-2.0
// How a body begins, as BeginBody writes it (event/entry.h); read without a look at the rest, which may be long.
//
//   {"salt":"<32 hex digits>"             42 bytes
//   ,"request":"<64 hex digits>"          where the entry was made from a request
#pragma once

#include <cstddef>
#include <string_view>

namespace cybercheck::event {

inline constexpr size_t kBodySaltBytes = 42;

// The keyed hash of the request an entry was made from, a view of `body`; empty where it was made from none.
std::string_view RequestOf(std::string_view body) noexcept;

}  // namespace cybercheck::event
