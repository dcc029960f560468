// SPDX-License-Identifier: Apache-2.0
#include "indicator/phone.h"

#include <optional>

#include "indicator/label.h"
#include "indicator/phone_digits.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kShort = "short:";
constexpr std::string_view kThaiOnly = "th:";

bool AllDigits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

// What the Thai numbering plan has behind 66 or the trunk 0. By length and first digit only: ranges within are assigned every
// year, and a number that is called must have a key on the day it first rings.
// Source: NBTC numbering plan as in libphonenumber resources/metadata/66.
bool IsThaiNational(std::string_view nsn) {
  if (nsn.size() == 8) return nsn[0] >= '1' && nsn[0] <= '7' && nsn[0] != '6';
  if (nsn.size() == 9) return nsn[0] == '6' || nsn[0] == '8' || nsn[0] == '9' || nsn.starts_with("14");
  return false;
}

// Bangkok's 010, 016, 018, 019 and machines' 014: the ranges behind 1 in use. Other digits that start with 1 are more likely no
// phone at all than one that lacks its 0.
bool IsOneRange(std::string_view nsn) { return std::string_view("04689").find(nsn[1]) != std::string_view::npos; }

bool IsThaiMobile(std::string_view nsn) { return nsn.size() == 9 && nsn[0] != '1'; }

bool IsThaiService(std::string_view number) {
  return (number.size() == 10 && (number.starts_with("1800") || number.starts_with("1900"))) ||
         (number.size() == 13 && number.starts_with("001800"));
}

bool IsShort(std::string_view number) { return (number.size() == 3 || number.size() == 4) && number[0] != '0'; }

base::Result<void> TakeThai(std::string_view nsn, Canonical& out) {
  out.key.form.assign("+66").append(nsn);
  if (IsThaiMobile(nsn)) out.AddAlso(Kind::kPromptpay, Canonical::Relation::kHint).key.form.assign("mobile:+66").append(nsn);
  return {};
}

base::Result<void> TakeService(std::string_view number, Canonical& out) {
  out.key.form.assign(kThaiOnly).append(number);
  return {};
}

// `nsn` behind 66 or 0, with the trunk 0 written twice or not at all; cuts the end of a range off where one is.
std::optional<std::string_view> ThaiNational(std::string_view nsn, const PhoneDigits& read, Canonical& out) {
  if (nsn.starts_with('0')) nsn.remove_prefix(1);
  if (IsThaiNational(nsn)) return nsn;
  if (read.last_group == 0 || read.last_group > 4 || read.last_group >= nsn.size()) return std::nullopt;
  const std::string_view first = nsn.substr(0, nsn.size() - read.last_group);
  if (!IsThaiNational(first)) return std::nullopt;
  out.extension.assign(nsn.substr(first.size()));
  return first;
}

base::Result<void> TakeInternational(std::string_view digits, const PhoneDigits& read, Canonical& out) {
  if (digits.starts_with("66")) {
    const std::string_view behind = digits.substr(2);
    if (IsThaiService(behind)) return TakeService(behind, out);
    if (const auto nsn = ThaiNational(behind, read, out)) return TakeThai(*nsn, out);
    return Fail(ErrorCode::kNotAPhone, "a Thai number has 8 or 9 digits after 66");
  }
  if (digits.size() > 15) return Fail(ErrorCode::kPhoneTooLong);
  if (digits.size() < 7) return Fail(ErrorCode::kNotAPhone, "an international number has 7 to 15 digits");
  out.key.form.assign("+").append(digits);
  // Thai operators show +697 and +698 before calls that come in from abroad; +698 before a Thai number that roams.
  out.from_abroad = digits.starts_with("697") || digits.starts_with("698");
  if (digits.starts_with("698")) {
    std::string_view nsn = digits.substr(3);
    if (nsn.starts_with('0')) nsn.remove_prefix(1);
    if (IsThaiNational(nsn)) out.AddAlso(Kind::kPhone, Canonical::Relation::kHint).key.form.assign("+66").append(nsn);
  }
  return {};
}

// The digits behind 00, or behind a Thai carrier's prefix for calls abroad (001, 007, 008, 009). Both are written; where both would
// do, the carrier's is meant, but for what no carrier could reach: 0066… and Chinese mobiles as 0086 1….
std::string_view BehindExit(std::string_view digits) {
  const std::string_view plain = digits.substr(2);
  if (plain.starts_with("66")) return plain;
  if (plain.size() == 13 && plain.starts_with("861") && plain[3] >= '3') return plain;
  const char carrier = digits[2];
  if ((carrier == '1' || carrier >= '7') && digits.size() >= 3 + 7 && digits[3] != '0') return digits.substr(3);
  return plain;
}

base::Result<void> TakeDigits(const PhoneDigits& read, Canonical& out) {
  const std::string_view digits = read.view();
  if (read.international && digits[0] != '0') return TakeInternational(digits, read, out);
  if (IsThaiService(digits)) return TakeService(digits, out);
  if (digits.starts_with("00")) {
    if (digits.size() < 9 || digits[2] == '0') return Fail(ErrorCode::kNotAPhone, "00 and no number behind it");
    return TakeInternational(BehindExit(digits), read, out);
  }
  if (digits.starts_with('0')) {
    if (const auto nsn = ThaiNational(digits.substr(1), read, out)) return TakeThai(*nsn, out);
    if (digits.size() > 15) return Fail(ErrorCode::kPhoneTooLong);
    return Fail(ErrorCode::kNotAPhone, "a Thai number has 9 digits, a mobile number 10, with its leading 0");
  }
  if (IsShort(digits)) {
    out.key.form.assign(kShort).append(digits);
    return {};
  }
  // Without its 0, as spreadsheets leave it.
  if (IsThaiNational(digits) && (digits[0] != '1' || IsOneRange(digits))) return TakeThai(digits, out);
  if (digits.starts_with("66")) {
    if (const auto nsn = ThaiNational(digits.substr(2), read, out)) return TakeThai(*nsn, out);
  }
  if (digits.size() == 12 && (digits.starts_with("697") || digits.starts_with("698"))) return TakeInternational(digits, read, out);
  // Two numbers, or one and the end of a range, of which the first lacks its 0 or is a 1800 number: not read.
  if (digits.size() > 15) return Fail(ErrorCode::kPhoneTooLong);
  return Fail(ErrorCode::kNotAPhone, "a foreign number needs + and its country's code");
}

// A Thai mobile number as programs write it, +66812345678 or 0812345678: nine of ten values a server is asked about. Its digits behind the
// prefix, or nothing: the long way comes to the same (phone_test.cc).
std::string_view PlainThaiMobile(std::string_view value) {
  const size_t prefix = value.size() == 12 && value.starts_with("+66") ? 3 : value.size() == 10 && value[0] == '0' ? 1 : 0;
  if (prefix == 0) return {};
  const std::string_view nsn = value.substr(prefix);
  for (const char c : nsn)
    if (c < '0' || c > '9') return {};
  return nsn[0] == '6' || nsn[0] == '8' || nsn[0] == '9' ? nsn : std::string_view();
}

}  // namespace

base::Result<void> CanonicalizePhone(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kPhone;
  if (const std::string_view nsn = PlainThaiMobile(value); !nsn.empty()) return TakeThai(nsn, out);
  thread_local std::string buffer;
  const std::string_view text = DropKindName(Kind::kPhone, TrimSpaces(PlainText(value, buffer)));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (text.starts_with(kShort) && AllDigits(text.substr(kShort.size())) && IsShort(text.substr(kShort.size()))) {
    out.key.form.assign(text);
    return {};
  }
  if (text.starts_with(kThaiOnly) && AllDigits(text.substr(kThaiOnly.size())) && IsThaiService(text.substr(kThaiOnly.size()))) {
    out.key.form.assign(text);
    return {};
  }
  ASSIGN_OR_RETURN(const PhoneDigits read, ReadPhoneDigits(text));
  TRY(TakeDigits(read, out));
  if (!read.extension.empty()) out.extension.assign(read.extension);
  return {};
}

}  // namespace cybercheck::indicator
