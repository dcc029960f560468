// SPDX-License-Identifier: Apache-2.0
#include "cases/account_row.h"

#include <algorithm>

#include "cases/case_row.h"
#include "cases/row_text.h"
#include "cases/tables.h"

namespace cybercheck::cases {
namespace {

void AppendShare(const AccountShare& share, std::string& out) {
  base::AppendBe<4>(share.transfers, out);
  base::AppendBe<4>(share.released, out);
  base::AppendBe<8>(static_cast<uint64_t>(share.received_satang), out);
  base::AppendBe<1>(share.level, out);
  base::AppendBe<8>(static_cast<uint64_t>(share.first_s), out);
  base::AppendBe<8>(static_cast<uint64_t>(share.last_s), out);
}

AccountShare TakeShare(base::ByteReader& reader) {
  AccountShare share;
  share.transfers = static_cast<uint32_t>(reader.Take<4>());
  share.released = static_cast<uint32_t>(reader.Take<4>());
  share.received_satang = static_cast<int64_t>(reader.Take<8>());
  share.level = static_cast<uint8_t>(reader.Take<1>());
  share.first_s = static_cast<int64_t>(reader.Take<8>());
  share.last_s = static_cast<int64_t>(reader.Take<8>());
  return share;
}

}  // namespace

void Add(const AccountShare& share, AccountShare& to) noexcept {
  to.transfers += share.transfers;
  to.released += share.released;
  to.received_satang += share.received_satang;
  to.level = std::min(to.level, share.level);
  if (share.first_s != 0) to.first_s = to.first_s == 0 ? share.first_s : std::min(to.first_s, share.first_s);
  to.last_s = std::max(to.last_s, share.last_s);
}

std::string AccountCaseKey(const indicator::KeyBytes& node, event::CaseRef of) {
  return std::string(KeyOf(node)).append(CaseKey(of));
}

void EncodeAccountShare(const AccountShare& share, std::string& out) {
  out.clear();
  AppendShare(share, out);
}

base::Result<AccountShare> DecodeAccountShare(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const AccountShare share = TakeShare(reader);
  if (!reader.AtEnd()) return BadRow("account_cases");
  return share;
}

void EncodeAccountRow(const AccountRow& row, std::string& out) {
  out.clear();
  base::AppendBe<4>(row.cases, out);
  AppendShare(row.all, out);
  base::AppendBe<1>(row.colour ? static_cast<uint8_t>(*row.colour) : kNoColour, out);
  base::AppendBe<1>(row.hold_released ? 1 : 0, out);
  base::AppendBe<1>(static_cast<uint8_t>(row.node.kind), out);
  AppendRowText(row.node.name, out);
}

base::Result<AccountRow> DecodeAccountRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  AccountRow row;
  row.cases = static_cast<uint32_t>(reader.Take<4>());
  row.all = TakeShare(reader);
  const uint64_t colour = reader.Take<1>(), released = reader.Take<1>(), kind = reader.Take<1>();
  const bool is_colour = colour >= 1 && colour <= static_cast<uint64_t>(AccountColour::kLightBrown);
  if (is_colour) row.colour = static_cast<AccountColour>(colour);
  row.hold_released = released != 0;
  row.node = {static_cast<event::MoneyNodeKind>(kind), TakeRowText(reader)};
  if ((!is_colour && colour != kNoColour) || released > 1 || kind >= event::kMoneyNodeKindCount || !reader.AtEnd())
    return BadRow("accounts");
  return row;
}

}  // namespace cybercheck::cases
