// SPDX-License-Identifier: Apache-2.0
#include "ingest/account_number.h"

#include "base/error.h"
#include "base/utf8.h"
#include "indicator/account_reading.h"
#include "indicator/national_id.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kBankCodeDigits = 3, kEwalletDigits = 15;

bool IsDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

const Rejection kSpoiled{
    {}, "spreadsheet_number", "a spreadsheet has rounded or reformatted this number; make the column text and write it again"};

}  // namespace

const indicator::Bank* FindBank(std::string_view text) {
  const std::string folded = FoldWritten(text);
  std::string_view rest = folded;
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  while (rest.ends_with(' ')) rest.remove_suffix(1);
  if (IsDigits(rest)) {
    if (rest.size() > kBankCodeDigits) return nullptr;
    return indicator::BankByCode(std::string(kBankCodeDigits - rest.size(), '0') + std::string(rest));
  }
  bool word = true;  // a name in Latin letters begins only where a word does
  while (!rest.empty()) {
    const base::CodePoint c = base::DecodeUtf8(rest, 0);
    const bool latin = c.size == 1 && rest[0] >= 'a' && rest[0] <= 'z';
    if (word || !latin)
      if (const indicator::BankName name = indicator::BankNameAt(rest); name.bank != nullptr) return name.bank;
    word = !latin;
    rest.remove_prefix(c.size == 0 ? 1 : c.size);
  }
  return nullptr;
}

std::optional<Rejection> RestoreAccount(const indicator::Bank& bank, std::string_view number, std::string& digits,
                                        bool& restored) {
  if (!IsDigits(number)) return kSpoiled;
  size_t length = 0;
  for (size_t n = number.size(); n <= number.size() + kLostZerosMax; ++n) {
    if (!bank.Takes(n)) continue;
    if (length != 0)
      return Rejection{{},
                       "ambiguous_account",
                       "a spreadsheet took the account for a number: leading zeros may be missing, and the bank has accounts of "
                       "several lengths; "
                       "make the column text and write the account again"};
    length = n;
  }
  if (length == 0)
    return Rejection{{},
                     base::Describe(base::ErrorCode::kAccountLength).name,
                     "the account has not as many digits as those of its bank, with the zeros a spreadsheet may have dropped"};
  restored = length > number.size();
  digits.assign(length - number.size(), '0').append(number);
  return std::nullopt;
}

std::optional<Rejection> RestorePromptpay(std::string_view number, std::string& digits, bool& restored) {
  if (!IsDigits(number)) return kSpoiled;
  restored = false;
  digits = number;
  if (number.size() == 9 && (number[0] == '6' || number[0] == '8' || number[0] == '9')) {
    digits.insert(0, 1, '0');
    restored = true;
    return std::nullopt;
  }
  if (number.size() == 11 && number.starts_with("66")) return std::nullopt;
  // A wallet's 15 digits begin with the code of its bank: 004… without its zeros has 13 digits too.
  if (number.size() == indicator::kNationalIdDigits && indicator::BankByCode("00" + std::string(number.substr(0, 1))) == nullptr)
    return std::nullopt;
  if (number.size() == kEwalletDigits) return std::nullopt;
  return Rejection{
      {},
      "ambiguous_account",
      "a spreadsheet took the PromptPay id for a number: leading zeros may be missing; make the column text and write it again"};
}

}  // namespace cybercheck::ingest
