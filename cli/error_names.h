// SPDX-License-Identifier: Apache-2.0
// The error code behind a `code` member of an answer.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace cybercheck::cli {

// nullopt: a newer server's code.
inline std::optional<base::ErrorCode> ErrorCodeNamed(std::string_view name) {
  for (size_t i = 0; i <= static_cast<size_t>(base::ErrorCode::kInternal); ++i)
    if (base::Describe(static_cast<base::ErrorCode>(i)).name == name) return static_cast<base::ErrorCode>(i);
  return std::nullopt;
}

}  // namespace cybercheck::cli
