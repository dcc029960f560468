// SPDX-License-Identifier: Apache-2.0
// The one table of words shown to people, Thai and English. They speak of the number or address, never of its owner, and "not
// found" never reads as "safe". A change here is reviewed by a Thai reader.
#pragma once

#include <string_view>

#include "wire/verdict.h"

namespace cybercheck::wire {

struct Words {
  std::string_view en, th;
};
const Words& TextOf(Verdict verdict) noexcept;
const Words& TextOf(Reason reason) noexcept;
// What to do, by verdict and situation.
const Words& AdviceFor(Verdict verdict, Context context) noexcept;

}  // namespace cybercheck::wire
