// SPDX-License-Identifier: Apache-2.0
// The words of banks' workbooks for how a hold was answered and for where no bank keeps money. Folded (FoldWritten); what is
// written into a workbook is read from it again.
#pragma once

#include <string_view>

#include "event/money.h"
#include "ingest/bank_workbook.h"

namespace cybercheck::ingest {

struct OutcomeWord {
  std::string_view text;
  BankOutcome outcome;
};
// Folded; in the product's own words first.
inline constexpr OutcomeWord kOutcomeWords[] = {{"held", BankOutcome::kHeld},
                                                {"partly", BankOutcome::kPartly},
                                                {"nothing_left", BankOutcome::kNothingLeft},
                                                {"wrong_account", BankOutcome::kWrongAccount},
                                                {"refused", BankOutcome::kRefused},
                                                {"ระงับได้", BankOutcome::kHeld},
                                                {"ระงับได้ทั้งหมด", BankOutcome::kHeld},
                                                {"ระงับแล้ว", BankOutcome::kHeld},
                                                {"ระงับได้บางส่วน", BankOutcome::kPartly},
                                                {"บางส่วน", BankOutcome::kPartly},
                                                {"partially held", BankOutcome::kPartly},
                                                {"ไม่มีเงินคงเหลือ", BankOutcome::kNothingLeft},
                                                {"ไม่มีเงินเหลือ", BankOutcome::kNothingLeft},
                                                {"เงินออกหมดแล้ว", BankOutcome::kNothingLeft},
                                                {"nothing left", BankOutcome::kNothingLeft},
                                                {"ไม่พบบัญชี", BankOutcome::kWrongAccount},
                                                {"เลขบัญชีไม่ถูกต้อง", BankOutcome::kWrongAccount},
                                                {"wrong account", BankOutcome::kWrongAccount},
                                                {"ปฏิเสธ", BankOutcome::kRefused},
                                                {"ไม่ระงับ", BankOutcome::kRefused}};
inline constexpr std::string_view kOutcomeNames[] = {"", "held", "partly", "nothing_left", "wrong_account", "refused"};
struct PlaceWord {
  std::string_view text;
  event::MoneyNodeKind kind;
};
// Folded, in the column of banks; the first of a kind is how it is written.
inline constexpr PlaceWord kPlaceWords[] = {
    {"ถอนเงินสด", event::MoneyNodeKind::kCashOut},     {"เงินสด", event::MoneyNodeKind::kCashOut},
    {"กดเงินสด", event::MoneyNodeKind::kCashOut},      {"cash", event::MoneyNodeKind::kCashOut},
    {"cash out", event::MoneyNodeKind::kCashOut},     {"cash_out", event::MoneyNodeKind::kCashOut},
    {"atm", event::MoneyNodeKind::kCashOut},          {"วอลเล็ต", event::MoneyNodeKind::kWallet},
    {"กระเป๋าเงิน", event::MoneyNodeKind::kWallet},     {"wallet", event::MoneyNodeKind::kWallet},
    {"e-wallet", event::MoneyNodeKind::kWallet},      {"คริปโต", event::MoneyNodeKind::kCrypto},
    {"คริปโทเคอร์เรนซี", event::MoneyNodeKind::kCrypto}, {"crypto", event::MoneyNodeKind::kCrypto},
    {"ร้านค้า", event::MoneyNodeKind::kMerchant},       {"merchant", event::MoneyNodeKind::kMerchant},
    {"ต่างประเทศ", event::MoneyNodeKind::kForeign},    {"foreign", event::MoneyNodeKind::kForeign},
    {"ผู้เสียหาย", event::MoneyNodeKind::kVictim},       {"victim", event::MoneyNodeKind::kVictim}};
inline constexpr std::string_view kPromptpayWords[] = {"พร้อมเพย์", "พร้อมเพย", "promptpay", "prompt pay", "pp"};

}  // namespace cybercheck::ingest
