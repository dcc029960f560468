// SPDX-License-Identifier: Apache-2.0
// The body of a body_redact entry: names the entry whose body is removed, and why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::event {

struct BodyRedact {
  uint64_t seq = 0;
  std::string reason;  // no personal data
};

std::string EncodeBodyRedact(const BodyRedact& redact);
base::Result<BodyRedact> DecodeBodyRedact(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
