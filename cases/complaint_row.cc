// SPDX-License-Identifier: Apache-2.0
#include "cases/complaint_row.h"

#include "cases/case_row.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

template <class Txn>
base::Result<std::optional<ComplaintRow>> Read(const Tables& tables, const Txn& txn, event::CaseRef ref) {
  ASSIGN_OR_RETURN(const auto bytes, tables.complaints.Get(txn, CaseKey(ref)));
  if (!bytes) return std::optional<ComplaintRow>();
  base::ByteReader reader(*bytes);
  ComplaintRow row;
  row.of.seq = reader.Take<8>();
  row.of.number = static_cast<uint16_t>(reader.Take<2>());
  const uint64_t channel = reader.Take<1>(), kind = reader.Take<1>();
  row.reported_s = static_cast<int64_t>(reader.Take<8>());
  row.damage_satang = static_cast<int64_t>(reader.Take<8>());
  row.station = TakeRowText(reader);
  if (!reader.AtEnd() || channel >= event::kCaseChannelCount || kind >= event::kComplaintKindCount) return BadRow("complaints");
  row.channel = static_cast<event::CaseChannel>(channel);
  row.kind = static_cast<event::ComplaintKind>(kind);
  return std::optional<ComplaintRow>(std::move(row));
}

}  // namespace

base::Result<void> WriteComplaint(event::CaseRef ref, const ComplaintRow& row, const Tables& tables, store::WriteTxn& txn) {
  std::string value = CaseKey(row.of);
  base::AppendBe<1>(static_cast<uint8_t>(row.channel), value);
  base::AppendBe<1>(static_cast<uint8_t>(row.kind), value);
  base::AppendBe<8>(static_cast<uint64_t>(row.reported_s), value);
  base::AppendBe<8>(static_cast<uint64_t>(row.damage_satang), value);
  AppendRowText(row.station, value);
  return tables.complaints.Put(txn, CaseKey(ref), value);
}

base::Result<std::optional<ComplaintRow>> ReadComplaint(const Tables& tables, const store::ReadTxn& txn, event::CaseRef ref) {
  return Read(tables, txn, ref);
}
base::Result<std::optional<ComplaintRow>> ReadComplaint(const Tables& tables, const store::WriteTxn& txn, event::CaseRef ref) {
  return Read(tables, txn, ref);
}

}  // namespace cybercheck::cases
