// SPDX-License-Identifier: Apache-2.0
#include "indicator/promptpay.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "indicator/emv_qr.h"
#include "indicator/label.h"
#include "indicator/national_id.h"
#include "indicator/phone.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kMobile = "mobile:", kNationalId = "nid:", kEwallet = "ewallet:", kBiller = "biller:";
constexpr size_t kEwalletDigits = 15;

constexpr std::string_view kLabels[] = {
    "พร้อมเพย์", "พร้อมเพ", "พร้อมเพย", "promptpay", "prompt pay", "prompt-pay", "promptpay id", "pp", "เลขพร้อมเพย์", "เบอร์พร้อมเพย์", "หมายเลขพร้อมเพย์", "โอน",
    "เลขบัตรประชาชน", "บัตรประชาชน", "เลขบัตร", "เลขประจำตัวประชาชน", "เลขประจำตัวผู้เสียภาษี", "เลขผู้เสียภาษี", "national id", "id card", "tax id", "id", "เลข",
    "หมายเลข", "เบอร์", "e-wallet", "ewallet", "e wallet", "wallet", "อีวอลเล็ต", "วอลเล็ต", "mobile", "คือ", "ที่", "ได้"};

bool AllDigits(std::string_view text, size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789") == std::string_view::npos;
}

base::Result<void> TakeMobile(std::string_view text, Canonical& out) {
  thread_local Canonical phone;
  if (auto read = CanonicalizePhone(text, phone); read.has_error()) {
    const ErrorCode code = read.error().code;
    return code == ErrorCode::kPhoneMasked ? std::move(read) : Fail(ErrorCode::kNotAPromptpayId, "a mobile number, 13 or 15 digits");
  }
  const std::string_view number = phone.key.form;
  const bool mobile = number.size() == 12 && number.starts_with("+66") && (number[3] == '6' || number[3] == '8' || number[3] == '9');
  if (!mobile || !phone.extension.empty()) return Fail(ErrorCode::kNotAPromptpayId, "of phone numbers only Thai mobile numbers");
  out.key.form.assign(kMobile).append(number);
  out.AddAlso(Kind::kPhone, Canonical::Relation::kHint).key.form.assign(number);
  return {};
}

base::Result<void> TakeNationalId(std::string_view digits, Canonical& out) {
  if (!IsNationalId(digits)) return Fail(ErrorCode::kNationalIdChecksum);
  out.key.form.assign(kNationalId).append(digits);
  out.sensitive = true;
  return {};
}

base::Result<void> TakeBiller(std::string_view biller, std::string_view reference, Canonical& out) {
  out.key.form.assign(kBiller).append(biller);
  if (reference.empty()) return {};
  // One biller may collect for many shops; the reference says for which.
  if (reference.size() > 20 || !std::ranges::all_of(reference, [](char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }))
    return Fail(ErrorCode::kEmvFormat, "a reference has at most 20 letters and digits");
  out.key.form.push_back(':');
  std::ranges::transform(reference, std::back_inserter(out.key.form), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  out.AddAlso(Kind::kPromptpay, Canonical::Relation::kWorst).key.form.assign(kBiller).append(biller);
  return {};
}

base::Result<void> TakeEmv(std::string_view text, Canonical& out) {
  ASSIGN_OR_RETURN(const EmvReceiver receiver, ReadEmv(text));
  if (!receiver.mobile.empty()) return TakeMobile(receiver.mobile, out);
  if (!receiver.national_id.empty()) return TakeNationalId(receiver.national_id, out);
  if (!receiver.ewallet.empty()) {
    out.key.form.assign(kEwallet).append(receiver.ewallet);
    return {};
  }
  return TakeBiller(receiver.biller, receiver.reference, out);
}

// The product's own forms; false when `text` is none.
base::Result<bool> TakeForm(std::string_view text, Canonical& out) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view type = text.substr(0, colon + 1), id = text.substr(colon + 1);
  if (type == kNationalId) {
    const bool keyed = id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (!keyed && !AllDigits(id, kNationalIdDigits)) return Fail(ErrorCode::kNotAPromptpayId, "nid: and 13 digits");
    if (!keyed) TRY(TakeNationalId(id, out));
    if (keyed) out.key.form.assign(text);
    return true;
  }
  if (type == kEwallet && AllDigits(id, kEwalletDigits)) {
    out.key.form.assign(text);
    return true;
  }
  if (type == kBiller) {
    const size_t second = std::min(id.find(':'), id.size());
    const std::string_view biller = id.substr(0, second);
    if (!AllDigits(biller, 15) && !AllDigits(biller, 13)) return Fail(ErrorCode::kNotAPromptpayId, "a biller has 15 digits");
    TRY(TakeBiller(biller, id.substr(std::min(second + 1, id.size())), out));
    return true;
  }
  return false;
}

// "promptpay.io/0812345678/500": the id; the amount does not matter.
std::string_view LinkId(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  if (text.starts_with("www.")) text.remove_prefix(4);
  constexpr std::string_view kHost = "promptpay.io/";
  if (!text.starts_with(kHost)) return {};
  text.remove_prefix(kHost.size());
  text = text.substr(0, std::min(text.find_first_of("/?#"), text.size()));
  if (text.ends_with(".png")) text.remove_suffix(4);
  return text;
}

// The digits of `text` when it is digits and separators, and words that close it; else an empty view.
std::string_view DigitsOf(std::string_view text, std::span<char, 16> buffer) {
  size_t size = 0, at = 0;
  while (at < text.size()) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    if (c.size == 1 && text[at] >= '0' && text[at] <= '9') {
      if (size == buffer.size()) return {};
      buffer[size++] = text[at];
    } else if (c.value != ' ' && c.value != '-' && c.value != '.' && !(c.value >= 0x2010 && c.value <= 0x2015) && c.value != 0x2212) {
      break;
    }
    at += c.size == 0 ? 1 : c.size;
  }
  return IsClosing(text.substr(at), kLabels) ? std::string_view(buffer.data(), size) : std::string_view();
}

}  // namespace

base::Result<void> CanonicalizePromptpay(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kPromptpay;
  thread_local std::string buffer;
  std::string_view text = DropKindName(Kind::kPromptpay, TrimSpaces(PlainText(value, buffer)));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (IsEmvText(text)) return TakeEmv(text, out);
  ASSIGN_OR_RETURN(const bool own, TakeForm(text, out));
  if (own) return {};
  text = TrimSpaces(DropLabels(text, kLabels));
  if (const std::string_view id = LinkId(text); !id.empty()) text = id;
  std::array<char, 16> digits;
  const std::string_view number = DigitsOf(text, digits);
  if (AllDigits(number, kEwalletDigits)) {
    out.key.form.assign(kEwallet).append(number);
    return {};
  }
  if (AllDigits(number, kNationalIdDigits) && !number.starts_with("0066")) return TakeNationalId(number, out);
  // Words that a phone number does not have ("พร้อมเพย์") may close the line.
  size_t end = text.size();
  if (!number.empty()) end = text.find_last_of("0123456789") + 1;
  return TakeMobile(text.substr(0, end), out);
}

}  // namespace cybercheck::indicator
