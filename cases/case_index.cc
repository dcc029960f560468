// SPDX-License-Identifier: Apache-2.0
#include "cases/case_index.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/hex.h"
#include "base/sha256.h"
#include "cases/case_history.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

using event::Complaint;
using event::Transfer;

constexpr size_t kBlindBytes = 16;
constexpr int64_t kSameLossS = 24 * 3600;
constexpr size_t kSameLossMax = 16;
constexpr char kIsPerson = 1, kIsPhone = 2;

// 32 hex digits as 16 bytes; empty: they are none.
std::string BlindBytes(std::string_view digits) {
  std::array<uint8_t, kBlindBytes> bytes;
  if (!base::HexDecode(digits, bytes)) return {};
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Of whom, to where, how much.
std::string LossDigest(std::string_view whom, const Transfer& transfer) {
  const std::string text = std::string(whom) + "\n" + transfer.to.ToString() + "\n" + std::to_string(transfer.satang);
  const base::Digest digest = base::Sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), kBlindBytes};
}

// What the losses of a complaint are found by: each transfer that left a victim, by whom and by which account.
std::vector<std::pair<std::string, int64_t>> Losses(const Complaint& complaint) {
  std::vector<std::pair<std::string, int64_t>> losses;
  for (const Transfer& transfer : complaint.transfers) {
    if (transfer.from.kind != event::MoneyNodeKind::kVictim || transfer.satang == 0) continue;
    const int64_t at_s = TimeOf(complaint, transfer);
    if (!transfer.payer.empty()) losses.emplace_back(LossDigest("payer:" + transfer.payer, transfer), at_s);
    for (const event::Victim& victim : complaint.victims)
      if (!victim.person.empty()) losses.emplace_back(LossDigest("person:" + victim.person, transfer), at_s);
  }
  return losses;
}

}  // namespace

std::string ExternalIdKey(event::ExternalId kind, std::string_view id, std::string_view station) {
  std::string key(1, static_cast<char>(kind));
  if (kind == event::ExternalId::kCrimeCaseNo) key.append(station).append(" ");  // each station counts its own
  return key.append(id);
}

std::string EncodeCodeRow(const CodeRow& row) {
  std::string value = CaseKey(row.of);
  base::AppendBe<4>(row.issue, value);
  return value;
}

base::Result<CodeRow> DecodeCodeRow(std::string_view bytes) {
  CodeRow row;
  ASSIGN_OR_RETURN(row.of, DecodeCaseKey(bytes));
  base::ByteReader reader(bytes.substr(kCaseKeyBytes));
  row.issue = static_cast<uint32_t>(reader.Take<4>());
  if (!reader.AtEnd()) return BadRow("codes");
  return row;
}

std::vector<IndexRow> IndexRows(event::CaseRef of, const Complaint& complaint, const Tables& tables) {
  std::vector<IndexRow> rows;
  const std::string case_key = CaseKey(of);
  for (const event::Victim& victim : complaint.victims) {
    if (const std::string person = BlindBytes(victim.person); !person.empty())
      rows.push_back({&tables.people, person + case_key, {kIsPerson}});
    if (const std::string phone = BlindBytes(victim.phone); !phone.empty())
      rows.push_back({&tables.people, phone + case_key, {kIsPhone}});
    if (!victim.sealed) continue;
    std::string key;
    base::AppendBe<8>(victim.sealed->subject, key);
    rows.push_back({&tables.case_subjects, key + case_key, {}});
  }
  if (complaint.narrative) {
    std::string key;
    base::AppendBe<8>(complaint.narrative->subject, key);
    rows.push_back({&tables.case_subjects, key + case_key, {}});
  }
  for (size_t i = 0; i < event::kExternalIdCount; ++i) {
    if (complaint.external_ids[i].empty()) continue;
    rows.push_back({&tables.external_ids,
                    ExternalIdKey(static_cast<event::ExternalId>(i), complaint.external_ids[i], complaint.station), case_key});
  }
  for (const auto& [digest, at_s] : Losses(complaint)) {
    std::string value;
    base::AppendBe<8>(static_cast<uint64_t>(at_s), value);
    rows.push_back({&tables.losses, digest + case_key, std::move(value)});
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [](const IndexRow& a, const IndexRow& b) { return a.table == b.table && a.key == b.key; }),
             rows.end());
  return rows;
}

base::Result<std::vector<event::CaseRef>> FindSameLoss(const Tables& tables, const store::WriteTxn& txn,
                                                       const Complaint& complaint) {
  std::vector<event::CaseRef> cases;
  for (const auto& [digest, at_s] : Losses(complaint)) {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.losses));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(digest));
    for (; row && row->key.starts_with(digest) && cases.size() < kSameLossMax;) {
      base::ByteReader value(row->value);
      if (std::llabs(static_cast<int64_t>(value.Take<8>()) - at_s) <= kSameLossS) {
        ASSIGN_OR_RETURN(const event::CaseRef ref, DecodeCaseKey(row->key.substr(kBlindBytes)));
        if (std::ranges::find(cases, ref) == cases.end()) cases.push_back(ref);
      }
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
  }
  return cases;
}

base::Result<std::vector<event::CaseRef>> CasesOfPerson(const Tables& tables, const store::ReadTxn& txn,
                                                        std::string_view blind_index, size_t limit) {
  std::vector<event::CaseRef> cases;
  const std::string prefix = BlindBytes(blind_index);
  if (prefix.empty()) return cases;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.people));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix) && cases.size() < limit) {
    ASSIGN_OR_RETURN(const event::CaseRef ref, DecodeCaseKey(row->key.substr(kBlindBytes)));
    cases.push_back(ref);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return cases;
}

}  // namespace cybercheck::cases
