// SPDX-License-Identifier: Apache-2.0
#include "cases/appeal_row.h"

#include "cases/row_text.h"

namespace cybercheck::cases {

std::string AppealKey(uint64_t seq) {
  std::string key;
  base::AppendBe<8>(seq, key);
  return key;
}

std::string AppealDueKey(int64_t due_s, uint64_t seq) {
  std::string key;
  base::AppendBe<8>(static_cast<uint64_t>(due_s), key);
  base::AppendBe<8>(seq, key);
  return key;
}

std::string EncodeOpenAppeals(const std::vector<uint64_t>& seqs) {
  std::string out;
  for (const uint64_t seq : seqs) base::AppendBe<8>(seq, out);
  return out;
}

base::Result<std::vector<uint64_t>> DecodeOpenAppeals(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % 8 != 0) return BadRow("open_appeals");
  std::vector<uint64_t> seqs;
  for (base::ByteReader reader(bytes); reader.left() > 0;) seqs.push_back(reader.Take<8>());
  return seqs;
}

void EncodeAppealRow(const AppealRow& row, std::string& out) {
  out.clear();
  base::AppendBe<1>(static_cast<uint8_t>(row.state), out);
  base::AppendBe<1>(static_cast<uint8_t>(row.ground), out);
  base::AppendBe<1>(static_cast<uint8_t>(row.channel), out);
  for (const int64_t time_s : {row.opened_s, row.in_review_s, row.decided_s, row.due_s})
    base::AppendBe<8>(static_cast<uint64_t>(time_s), out);
  base::AppendBe<8>(row.subject, out);
  AppendRowText(row.reviewer, out);
  AppendRowText(row.decider, out);
  base::AppendBe<1>(static_cast<uint8_t>(row.key.kind), out);
  out.append(row.key.form);
}

base::Result<AppealRow> DecodeAppealRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t state = reader.Take<1>(), ground = reader.Take<1>(), channel = reader.Take<1>();
  AppealRow row;
  row.opened_s = static_cast<int64_t>(reader.Take<8>());
  row.in_review_s = static_cast<int64_t>(reader.Take<8>());
  row.decided_s = static_cast<int64_t>(reader.Take<8>());
  row.due_s = static_cast<int64_t>(reader.Take<8>());
  row.subject = reader.Take<8>();
  row.reviewer = TakeRowText(reader);
  row.decider = TakeRowText(reader);
  const auto kind = static_cast<uint8_t>(reader.Take<1>());
  if (!reader.good() || state > static_cast<uint8_t>(event::AppealState::kCleared) ||
      ground > static_cast<uint8_t>(event::AppealGround::kInnocentReceiver) ||
      channel > static_cast<uint8_t>(event::Channel::kPatrol) || !indicator::IsKind(kind))
    return BadRow("appeals");
  row.state = static_cast<event::AppealState>(state);
  row.ground = static_cast<event::AppealGround>(ground);
  row.channel = static_cast<event::Channel>(channel);
  row.key.kind = static_cast<indicator::Kind>(kind);
  row.key.form = reader.TakeBytes(reader.left());
  return row;
}

}  // namespace cybercheck::cases
