// SPDX-License-Identifier: Apache-2.0
#include "cases/case_row.h"

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kVerified = 1, kByPublic = 2;

template <class Enum>
bool TakeEnum(base::ByteReader& reader, size_t count, Enum& out) {
  const uint64_t value = reader.Take<1>();
  out = static_cast<Enum>(value);
  return value < count;
}

int64_t TakeSigned(base::ByteReader& reader) { return static_cast<int64_t>(reader.Take<8>()); }

}  // namespace

std::string CaseKey(event::CaseRef ref) {
  std::string key;
  base::AppendBe<8>(ref.seq, key);
  base::AppendBe<2>(ref.number, key);
  return key;
}

base::Result<event::CaseRef> DecodeCaseKey(std::string_view bytes) {
  base::ByteReader reader(bytes);
  event::CaseRef ref;
  ref.seq = reader.Take<8>();
  ref.number = static_cast<uint16_t>(reader.Take<2>());
  if (!reader.good()) return BadRow("cases");
  return ref;
}

void EncodeCaseRow(const CaseRow& row, std::string& out) {
  out.clear();
  const auto byte = [&out](auto value) { base::AppendBe<1>(static_cast<uint8_t>(value), out); };
  byte(kVersion);
  byte(row.state);
  byte(row.kind);
  byte((row.verified ? kVerified : 0) | (row.by_public ? kByPublic : 0));
  byte(row.contact);
  byte(row.category);
  byte(row.outcome);
  byte(row.age);
  byte(row.sex);
  byte(row.province);
  byte(row.victim_kind);
  byte(row.channel);
  base::AppendBe<2>(row.victims, out);
  base::AppendBe<2>(row.complaints, out);
  base::AppendBe<4>(row.issue, out);
  base::AppendBe<4>(row.transfers, out);
  base::AppendBe<4>(row.ordinal, out);
  for (const int64_t value : {row.reported_s, row.occurred_s, row.accepted_s, row.closed_s, row.since_s, row.complained_s,
                              row.damage_satang, row.requested_satang, row.held_satang, row.frozen_satang, row.returned_satang})
    base::AppendBe<8>(static_cast<uint64_t>(value), out);
  base::AppendBe<8>(row.into.seq, out);
  base::AppendBe<2>(row.into.number, out);
  byte(row.evidence_class);
  byte(row.before);
  for (const std::string* text : {&row.case_type, &row.station, &row.assignee, &row.nationality, &row.crime_case_no, &row.voice})
    AppendRowText(*text, out);
}

base::Result<CaseRow> DecodeCaseRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  CaseRow row;
  bool good = reader.Take<1>() == kVersion;
  good &= TakeEnum(reader, event::kCaseStateCount, row.state);
  good &= TakeEnum(reader, event::kComplaintKindCount, row.kind);
  const uint64_t flags = reader.Take<1>();
  row.verified = (flags & kVerified) != 0;
  row.by_public = (flags & kByPublic) != 0;
  good &= TakeEnum(reader, event::kContactChannelCount, row.contact);
  row.category = static_cast<uint8_t>(reader.Take<1>());
  good &= TakeEnum(reader, event::kCaseOutcomeCount, row.outcome);
  row.age = static_cast<uint8_t>(reader.Take<1>());
  good &= TakeEnum(reader, event::kSexCount, row.sex);
  row.province = static_cast<uint8_t>(reader.Take<1>());
  good &= TakeEnum(reader, 2, row.victim_kind);
  good &= TakeEnum(reader, event::kCaseChannelCount, row.channel);
  row.victims = static_cast<uint16_t>(reader.Take<2>());
  row.complaints = static_cast<uint16_t>(reader.Take<2>());
  row.issue = static_cast<uint32_t>(reader.Take<4>());
  row.transfers = static_cast<uint32_t>(reader.Take<4>());
  row.ordinal = static_cast<uint32_t>(reader.Take<4>());
  for (int64_t* value : {&row.reported_s, &row.occurred_s, &row.accepted_s, &row.closed_s, &row.since_s, &row.complained_s,
                         &row.damage_satang, &row.requested_satang, &row.held_satang, &row.frozen_satang, &row.returned_satang})
    *value = TakeSigned(reader);
  row.into.seq = reader.Take<8>();
  row.into.number = static_cast<uint16_t>(reader.Take<2>());
  row.evidence_class = static_cast<uint8_t>(reader.Take<1>());
  good &= TakeEnum(reader, event::kCaseStateCount, row.before);
  for (std::string* text : {&row.case_type, &row.station, &row.assignee, &row.nationality, &row.crime_case_no, &row.voice})
    *text = TakeRowText(reader);
  if (!good || !reader.AtEnd()) return BadRow("cases");
  return row;
}

}  // namespace cybercheck::cases
