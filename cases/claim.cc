// SPDX-License-Identifier: Apache-2.0
#include "cases/claim.h"

#include "cases/row_text.h"

namespace cybercheck::cases {

void EncodeClaim(const Claim& claim, std::string& out) {
  out.clear();
  base::AppendBe<8>(static_cast<uint64_t>(claim.since_s), out);
  base::AppendBe<8>(static_cast<uint64_t>(claim.until_s), out);
  out.append(claim.actor);
}

base::Result<Claim> DecodeClaim(std::string_view bytes) {
  base::ByteReader reader(bytes);
  Claim claim;
  claim.since_s = static_cast<int64_t>(reader.Take<8>());
  claim.until_s = static_cast<int64_t>(reader.Take<8>());
  if (!reader.good()) return BadRow("claims");
  claim.actor = reader.TakeBytes(reader.left());
  return claim;
}

base::Result<std::optional<Claim>> ClaimOn(const Tables& tables, const store::ReadTxn& txn, const indicator::KeyBytes& key,
                                           int64_t now_s) {
  ASSIGN_OR_RETURN(const auto bytes, tables.claims.Get(txn, KeyOf(key)));
  if (!bytes) return std::optional<Claim>();
  ASSIGN_OR_RETURN(Claim claim, DecodeClaim(*bytes));
  if (claim.IsOver(now_s)) return std::optional<Claim>();
  return std::optional<Claim>(std::move(claim));
}

}  // namespace cybercheck::cases
