// SPDX-License-Identifier: Apache-2.0
#include "indicator/account.h"

#include "indicator/account_reading.h"
#include "indicator/label.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kNoBank = "?:";

bool IsBanklessForm(std::string_view text) {
  if (!text.starts_with(kNoBank)) return false;
  text.remove_prefix(kNoBank.size());
  return text.size() >= kAccountDigitsMin && text.size() <= kAccountDigitsMax && text.find_first_not_of("0123456789") == std::string_view::npos;
}

base::Error WrongLength(const Bank& bank) {
  std::string lengths;
  for (size_t n = kAccountDigitsMin; n <= kAccountDigitsMax; ++n)
    if (bank.Takes(n)) lengths.append(lengths.empty() ? "" : " or ").append(std::to_string(n));
  return Fail(ErrorCode::kAccountLength, std::string(bank.short_name) + " has " + lengths + " digits");
}

base::Result<void> Take(const Bank& bank, std::string_view digits, Canonical& out) {
  if (!bank.Takes(digits.size())) return WrongLength(bank);
  out.key.form.assign(bank.code).append(":").append(digits);
  return {};
}

}  // namespace

base::Result<void> CanonicalizeAccount(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kAccount;
  thread_local std::string buffer;
  const std::string_view text = DropKindName(Kind::kAccount, TrimSpaces(PlainText(value, buffer)));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (IsBanklessForm(text)) {
    out.key.form.assign(text);
    out.unlistable = true;
    return {};
  }
  ASSIGN_OR_RETURN(const AccountReading read, ReadAccount(text));
  const std::string_view digits = read.view();
  if (read.bank != nullptr) return Take(*read.bank, digits, out);
  // "004 1234567890": the code before the account.
  const std::string_view code = digits.substr(0, 3);
  const bool apart = text.size() > 3 && text.starts_with(code) && (text[3] < '0' || text[3] > '9');
  if (digits.size() >= 3 + kAccountDigitsMin && apart) {
    const Bank* bank = BankByCode(code);
    if (bank != nullptr && (bank->Takes(digits.size() - 3) || text[3] == ':')) return Take(*bank, digits.substr(3), out);
    if (bank == nullptr && text[3] == ':') return Fail(ErrorCode::kBankUnknown, "no bank has this code");
  } else if (apart && text[3] == ':') {
    const Bank* bank = BankByCode(code);
    return bank == nullptr ? Fail(ErrorCode::kBankUnknown, "no bank has this code") : WrongLength(*bank);
  }
  if (digits.size() < kAccountDigitsMin || digits.size() > kAccountDigitsMax)
    return Fail(read.label ? ErrorCode::kAccountLength : ErrorCode::kNotAnAccount, "an account has 10 to 15 digits");
  if (read.bank_unknown) return Fail(ErrorCode::kBankUnknown);
  return Fail(ErrorCode::kBankMissing, "write the bank's name or code with the number");
}

}  // namespace cybercheck::indicator
