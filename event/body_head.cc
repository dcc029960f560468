// SPDX-License-Identifier: Apache-2.0
#include "event/body_head.h"

namespace cybercheck::event {

std::string_view RequestOf(std::string_view body) noexcept {
  constexpr std::string_view kBefore = ",\"request\":\"";
  constexpr size_t kDigits = 64;
  if (body.size() <= kBodySaltBytes || !body.substr(kBodySaltBytes).starts_with(kBefore)) return {};
  return body.substr(kBodySaltBytes + kBefore.size(), kDigits);
}

}  // namespace cybercheck::event
