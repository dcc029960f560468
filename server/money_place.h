// SPDX-License-Identifier: Apache-2.0
// Where money is, as requests say it: {"bank":"004","account":"123-4-56789-0"}, {"promptpay":"081-234-5678"}, or
// {"kind":"wallet|crypto|cash_out|merchant|foreign","name":"…"}. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/money.h"

namespace cybercheck::server {

struct MoneyPlace {
  std::string bank, account, promptpay, kind, name;
  bool empty() const { return bank.empty() && account.empty() && promptpay.empty() && kind.empty() && name.empty(); }
};
inline constexpr size_t kMoneyPlaceBytesMax = 512;  // of one member, as written

// Under `nid_secret` a national id becomes the keyed form. Errors: those of Canonicalize; kBadRequest, kMissingMember, naming
// the member of `where` ("onward[2]."; may be empty).
base::Result<event::MoneyNode> MoneyNodeOf(const MoneyPlace& place, std::span<const uint8_t> nid_secret, std::string_view where);

}  // namespace cybercheck::server
