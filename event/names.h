// SPDX-License-Identifier: Apache-2.0
// Enumerations whose values are told by name: one table of names, in the order of the values.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cybercheck::event {

template <class Enum, size_t N>
std::optional<Enum> EnumNamed(const std::string_view (&names)[N], std::string_view name) noexcept {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace cybercheck::event
