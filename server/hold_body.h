// SPDX-License-Identifier: Apache-2.0
// A bank's answer to a hold, as JSON: {"outcome":"partly","held_satang":…,"at":"…","onward":[{"bank":"…","account":"…",
// "amount_satang":…,"at":"…","reference":"…"}]}. Strict: an unknown, repeated, missing, mistyped or oversized member refuses the
// request and is named. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/hold.h"
#include "server/money_place.h"

namespace cybercheck::server {

inline constexpr size_t kHoldAnswerBytesMax = 256 << 10;

struct OnwardBody {
  MoneyPlace to;
  std::optional<int64_t> amount_satang;
  std::string at, reference;
};
struct HoldAnswerBody {
  std::string outcome, at;
  std::optional<int64_t> held_satang;
  std::vector<OnwardBody> onward;
};
// Errors: kBadRequest, kInvalidUtf8, kUnknownMember, kMissingMember, kTooManyItems, kValueTooLong.
base::Result<HoldAnswerBody> ReadHoldAnswer(std::string_view json);

}  // namespace cybercheck::server
