// SPDX-License-Identifier: Apache-2.0
// Who works on an indicator at the moment, so that no two officers do. A claim ends by itself, is released, or ends with the
// decision.
//
// Table `claims`, index key ->
//   0        8         16
//   +--------+---------+-------+
//   | since  | until   | actor |   u64 unix seconds; actor to the end
//   +--------+---------+-------+
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cases/tables.h"
#include "indicator/key.h"

namespace cybercheck::cases {

struct Claim {
  int64_t since_s = 0, until_s = 0;
  std::string actor;  // "tok:<token id>"

  bool IsOver(int64_t now_s) const noexcept { return until_s <= now_s; }
  friend bool operator==(const Claim&, const Claim&) = default;
};

void EncodeClaim(const Claim& claim, std::string& out);
base::Result<Claim> DecodeClaim(std::string_view bytes);  // kDamaged; any bytes are safe

// The claim on an indicator; nullopt: none, or it is over at `now_s`. Errors: kDamaged, kIo.
base::Result<std::optional<Claim>> ClaimOn(const Tables& tables, const store::ReadTxn& txn, const indicator::KeyBytes& key,
                                           int64_t now_s);

}  // namespace cybercheck::cases
