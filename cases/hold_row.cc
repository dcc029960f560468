// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_row.h"

#include <algorithm>
#include <array>

#include "cases/case_row.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kOpened = 1, kEndedWithCase = 2, kCounted = 4;
constexpr size_t kBankBytes = 3;

}  // namespace

void EncodeHoldRow(const HoldRow& row, std::string& out) {
  out.clear();
  const auto byte = [&out](auto value) { base::AppendBe<1>(static_cast<uint8_t>(value), out); };
  byte(kVersion);
  byte(row.state);
  byte(row.ground);
  byte((row.opened ? kOpened : 0u) | (row.ended_with_case ? kEndedWithCase : 0u) | (row.counted ? kCounted : 0u));
  byte(row.level);
  for (const int64_t value : {row.requested_satang, row.held_satang, row.frozen_satang, row.returned_satang, row.requested_s,
                              row.held_s, row.answered_s, row.complaint_s, row.due_s, row.until_s, row.ended_s})
    base::AppendBe<8>(static_cast<uint64_t>(value), out);
  for (const int64_t length_s : {row.clocks.victim_s, row.clocks.complaint_s, row.clocks.detected_s})
    base::AppendBe<4>(static_cast<uint64_t>(length_s), out);
  out.append(CaseKey(row.of)).append(MoneyRefKey(row.upstream));
  byte(row.at.kind);
  for (const std::string* text : {&row.at.name, &row.bank_case_id, &row.warrant, &row.stage, &row.answered_by})
    AppendRowText(*text, out);
}

base::Result<HoldRow> DecodeHoldRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  HoldRow row;
  const uint64_t version = reader.Take<1>(), state = reader.Take<1>(), ground = reader.Take<1>(), flags = reader.Take<1>();
  row.state = static_cast<event::HoldState>(state);
  row.ground = static_cast<event::HoldGround>(ground);
  row.opened = (flags & kOpened) != 0;
  row.ended_with_case = (flags & kEndedWithCase) != 0;
  row.counted = (flags & kCounted) != 0;
  row.level = static_cast<uint8_t>(reader.Take<1>());
  for (int64_t* value : {&row.requested_satang, &row.held_satang, &row.frozen_satang, &row.returned_satang, &row.requested_s,
                         &row.held_s, &row.answered_s, &row.complaint_s, &row.due_s, &row.until_s, &row.ended_s})
    *value = static_cast<int64_t>(reader.Take<8>());
  for (int64_t* length_s : {&row.clocks.victim_s, &row.clocks.complaint_s, &row.clocks.detected_s})
    *length_s = static_cast<int64_t>(reader.Take<4>());
  row.of.seq = reader.Take<8>();
  row.of.number = static_cast<uint16_t>(reader.Take<2>());
  row.upstream.seq = reader.Take<8>();
  row.upstream.number = static_cast<uint16_t>(reader.Take<2>());
  row.upstream.row = static_cast<uint32_t>(reader.Take<4>());
  const uint64_t kind = reader.Take<1>();
  row.at.kind = static_cast<event::MoneyNodeKind>(kind);
  for (std::string* text : {&row.at.name, &row.bank_case_id, &row.warrant, &row.stage, &row.answered_by})
    *text = TakeRowText(reader);
  const bool negative = std::min({row.requested_satang, row.held_satang, row.frozen_satang, row.returned_satang}) < 0;
  constexpr uint64_t kAllFlags = kOpened | kEndedWithCase | kCounted;
  if (version != kVersion || flags > kAllFlags || state >= event::kHoldStateCount ||
      ground > static_cast<uint64_t>(event::HoldGround::kWarrant) || kind >= event::kMoneyNodeKindCount || negative ||
      !reader.AtEnd())
    return BadRow("holds");
  return row;
}

std::string_view BankOf(const HoldRow& row) noexcept {
  const std::string_view bank = row.at.bank();
  return bank.size() == kBankBytes ? bank : kNoBank;
}

std::string HoldListPrefix(std::string_view bank, event::HoldState state) {
  std::string key(bank);
  key.resize(kBankBytes, '-');
  base::AppendBe<1>(static_cast<uint8_t>(state), key);
  return key;
}

std::string HoldListKey(std::string_view bank, event::HoldState state, int64_t requested_s, const event::HoldRef& ref) {
  std::string key = HoldListPrefix(bank, state);
  base::AppendBe<8>(static_cast<uint64_t>(requested_s), key);
  return key + MoneyRefKey(ref);
}

std::string HoldDueKey(int64_t due_s, const event::HoldRef& ref) {
  std::string key;
  base::AppendBe<8>(static_cast<uint64_t>(due_s), key);
  return key + MoneyRefKey(ref);
}

std::string BankHoldPrefix(std::string_view bank_case_id) {
  std::string key;
  AppendRowText(bank_case_id, key);
  return key;
}

std::string BankHoldKey(std::string_view bank_case_id, const event::HoldRef& ref) {
  return BankHoldPrefix(bank_case_id) + MoneyRefKey(ref);
}

base::Result<event::HoldRef> HoldAtEnd(std::string_view key) {
  if (key.size() < kMoneyRefBytes) return BadRow("the lists of holds");
  return DecodeMoneyRefKey(key.substr(key.size() - kMoneyRefBytes));
}

}  // namespace cybercheck::cases
