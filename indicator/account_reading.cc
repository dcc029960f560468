// SPDX-License-Identifier: Apache-2.0
#include "indicator/account_reading.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/label.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kLabels[] = {
    "เลขที่บัญชีธนาคาร", "เลขบัญชีธนาคาร", "เลขที่บัญชี", "เลขบัญชี", "บัญชีธนาคาร", "บัญชีออมทรัพย์", "บัญชีเลขที่", "บัญชี", "บช.", "บ/ช", "บช", "โอนเข้า", "โอนมาที่", "โอน",
    "เลขที่", "เลข", "ออมทรัพย์", "account number", "account no", "account no.", "account", "acct", "acct.", "acc", "acc.", "acc no",
    "acc no.", "a/c", "a/c no", "a/c no.", "no", "no.", "number", "savings", "transfer to"};
// Words that stand around a bank's name; alone, with a name nobody knows, they announce an unknown bank.
constexpr std::string_view kBankWords[] = {"ธนาคาร", "ธ.", "แบงก์", "แบงค์", "ธ", "bank", "public company limited", "pcl", "plc", "จำกัด (มหาชน)", "จำกัด", "มหาชน"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLatin(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool IsMask(char32_t c) { return c == 'x' || c == 'X' || c == '*' || c == '#' || c == 0x2022 || c == 0x25CF || c == 0xD7; }
bool IsDash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63; }

// 1.23457E+11: what a spreadsheet leaves of a long number.
bool IsRounded(std::string_view text) {
  for (size_t at = 1; at + 2 < text.size(); ++at) {
    if ((text[at] != 'E' && text[at] != 'e') || !IsDigit(text[at - 1])) continue;
    if ((text[at + 1] == '+' && IsDigit(text[at + 2]))) return true;
  }
  return false;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  base::Result<AccountReading> Read() {
    if (IsRounded(text_)) return Fail(ErrorCode::kNotAnAccount, "a number rounded by a spreadsheet (1.23E+11)");
    bool boundary = true;  // a Latin word may begin here
    while (at_ < text_.size()) {
      const base::CodePoint c = base::DecodeUtf8(text_, at_);
      if (c.size == 0) return Fail(ErrorCode::kNotAnAccount);
      if (IsDigit(text_[at_]) || (IsMask(c.value) && IsMaskedGroup(at_))) {
        TRY(ReadNumber());
        boundary = true;
        continue;
      }
      if (boundary || c.size > 1) {
        if (ReadWord()) {
          boundary = true;
          continue;
        }
      }
      const bool latin = c.size == 1 && IsLatin(text_[at_]);
      const bool letter = latin || (c.value >= 0x0E01 && c.value <= 0x0E4E) || c.value >= 0x3040;
      read_.words |= letter;
      if (letter && after_bank_word_) unknown_bank_ = true;
      boundary = !latin;
      at_ += c.size;
    }
    read_.bank_unknown = unknown_bank_ && read_.bank == nullptr;
    if (read_.size == 0) return Fail(ErrorCode::kNotAnAccount, "no digits");
    return read_;
  }

 private:
  // Whether the mask at `at` stands for a digit: next to digits, dashes or more masks, not in a word.
  bool IsMaskedGroup(size_t at) const {
    size_t end = at, masks = 0, digits = 0;
    while (end < text_.size()) {
      const base::CodePoint c = base::DecodeUtf8(text_, end);
      if (IsMask(c.value)) {
        ++masks;
      } else if (IsDigit(text_[end])) {
        ++digits;
      } else if (!IsDash(c.value) && c.value != ' ' && c.value != '.') {
        break;
      }
      end += c.size == 0 ? 1 : c.size;
    }
    return masks + digits >= 4 && (end == text_.size() || !IsLatin(text_[end]));
  }

  // A bank's name, a label; skips it.
  bool ReadWord() {
    const std::string_view rest = text_.substr(at_);
    const size_t label = WordAt(rest, kLabels), around = WordAt(rest, kBankWords);
    const BankName name = BankNameAt(rest);
    const size_t longest = std::max({label, around, name.size});
    if (longest == 0) return false;
    if (name.size == longest) {
      if (read_.bank == nullptr) read_.bank = name.bank;
      after_bank_word_ = false;
    } else if (label == longest) {
      read_.label = true;
      after_bank_word_ = false;
    } else {
      after_bank_word_ = true;
    }
    at_ += longest;
    return true;
  }

  // One number: digits with dashes, dots and single spaces between.
  base::Result<void> ReadNumber() {
    if (read_.size >= kAccountDigitsMin) return Fail(ErrorCode::kNotAnAccount, "more than one number");
    after_bank_word_ = false;
    for (size_t separators = 0; at_ < text_.size();) {
      const base::CodePoint c = base::DecodeUtf8(text_, at_);
      if (c.size == 0) break;
      if (IsDigit(text_[at_])) {
        if (read_.size == read_.digits.size()) return Fail(ErrorCode::kAccountLength, "an account has at most 15 digits");
        read_.digits[read_.size++] = text_[at_];
        separators = 0;
      } else if (IsMask(c.value) && (IsMaskedGroup(at_) || (at_ > 0 && IsDigit(text_[at_ - 1])))) {
        return Fail(ErrorCode::kAccountMasked);
      } else if (IsDash(c.value) || c.value == '.' || c.value == ' ' || c.value == '/' || c.value == ':') {
        if (++separators > 3) break;
      } else {
        break;
      }
      at_ += c.size;
    }
    return {};
  }

  std::string_view text_;
  size_t at_ = 0;
  bool after_bank_word_ = false;
  bool unknown_bank_ = false;
  AccountReading read_;
};

}  // namespace

base::Result<AccountReading> ReadAccount(std::string_view text) { return Reader(text).Read(); }

}  // namespace cybercheck::indicator
