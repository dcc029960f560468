// SPDX-License-Identifier: Apache-2.0
#include "cases/release_row.h"

#include "cases/row_text.h"
#include "cases/transfer_row.h"

namespace cybercheck::cases {

std::string ReleaseKey(uint64_t seq) {
  std::string key;
  base::AppendBe<8>(seq, key);
  return key;
}

std::string OpenReleaseKey(const event::HoldRef& hold, uint64_t seq) { return MoneyRefKey(hold) + ReleaseKey(seq); }

void EncodeReleaseRow(const ReleaseRow& row, std::string& out) {
  out.clear();
  base::AppendBe<1>(static_cast<uint8_t>(row.state), out);
  out.append(MoneyRefKey(row.hold));
  for (const int64_t time_s : {row.asked_s, row.in_review_s, row.decided_s})
    base::AppendBe<8>(static_cast<uint64_t>(time_s), out);
  base::AppendBe<8>(row.subject, out);
  AppendRowText(row.reviewer, out);
  AppendRowText(row.decider, out);
}

base::Result<ReleaseRow> DecodeReleaseRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  ReleaseRow row;
  const uint64_t state = reader.Take<1>();
  const std::string_view hold = reader.TakeBytes(kMoneyRefBytes);
  for (int64_t* time_s : {&row.asked_s, &row.in_review_s, &row.decided_s}) *time_s = static_cast<int64_t>(reader.Take<8>());
  row.subject = reader.Take<8>();
  row.reviewer = TakeRowText(reader);
  row.decider = TakeRowText(reader);
  if (!reader.AtEnd() || state > static_cast<uint64_t>(event::ReleaseState::kKept)) return BadRow("releases");
  row.state = static_cast<event::ReleaseState>(state);
  ASSIGN_OR_RETURN(row.hold, DecodeMoneyRefKey(hold));
  return row;
}

}  // namespace cybercheck::cases
