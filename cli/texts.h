// SPDX-License-Identifier: Apache-2.0
// The --texts option: which languages the words of JSON answers come in.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::cli {

// "th,en" to ["th","en"]; "none" to []. Errors: kBadRequest.
inline base::Result<std::string> TextsAsJson(std::string_view option) {
  if (option == "none") return std::string("[]");
  if (option == "th" || option == "en") return "[\"" + std::string(option) + "\"]";
  if (option == "th,en" || option == "en,th") return std::string("[\"th\",\"en\"]");
  return base::Fail(base::ErrorCode::kBadRequest, "--texts takes th, en, th,en or none");
}

}  // namespace cybercheck::cli
