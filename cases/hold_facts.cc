// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_facts.h"

#include "cases/case_row.h"
#include "cases/row_text.h"
#include "cases/tables.h"

namespace cybercheck::cases {

std::string AccountHoldKey(const event::MoneyNode& at, const event::HoldRef& ref) {
  return std::string(KeyOf(NodeKey(at))) + MoneyRefKey(ref);
}

std::string EncodeHoldFacts(const HoldRow& row) {
  std::string out;
  base::AppendBe<1>(static_cast<uint8_t>(row.state), out);
  base::AppendBe<1>(static_cast<uint8_t>(row.ground), out);
  base::AppendBe<1>(row.ended_with_case ? 1 : 0, out);
  for (const int64_t at_s : {row.requested_s, row.held_s, row.ended_s}) base::AppendBe<8>(static_cast<uint64_t>(at_s), out);
  return out + CaseKey(row.of);
}

base::Result<HoldFacts> DecodeHoldFacts(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t state = reader.Take<1>(), ground = reader.Take<1>();
  HoldFacts facts;
  facts.state = static_cast<event::HoldState>(state);
  facts.ground = static_cast<event::HoldGround>(ground);
  facts.ended_with_case = reader.Take<1>() != 0;
  for (int64_t* at_s : {&facts.requested_s, &facts.held_s, &facts.ended_s}) *at_s = static_cast<int64_t>(reader.Take<8>());
  facts.of.seq = reader.Take<8>();
  facts.of.number = static_cast<uint16_t>(reader.Take<2>());
  if (!reader.AtEnd() || state >= event::kHoldStateCount || ground > static_cast<uint64_t>(event::HoldGround::kWarrant))
    return BadRow("account_holds");
  return facts;
}

}  // namespace cybercheck::cases
