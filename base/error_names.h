// SPDX-License-Identifier: Apache-2.0
// The error whose stable name stands in a `code` member or an outcome.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace cybercheck::base {

// nullopt: a newer server's code.
inline std::optional<ErrorCode> ErrorCodeNamed(std::string_view name) {
  for (size_t i = 0; i <= static_cast<size_t>(ErrorCode::kInternal); ++i)
    if (Describe(static_cast<ErrorCode>(i)).name == name) return static_cast<ErrorCode>(i);
  return std::nullopt;
}

}  // namespace cybercheck::base
