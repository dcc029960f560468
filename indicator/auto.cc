// SPDX-License-Identifier: Apache-2.0
// What a value of unknown kind may be. Each step adds the candidates its look of the value suggests, best first:
//
//   as the service prints keys     phone:+668…          that kind alone
//   a payment QR                   000201…              promptpay
//   says its kind                  ไลน์ไอดี: @shop         that platform alone; "พร้อมเพย์ 081…", a bank's name and a number likewise
//   a date, a time, an amount      2026-11-20, 5.20     nothing
//   digits                         081-234-5678         phone, promptpay, account without its bank, sender
//   a host with a dot              bad.shop/x           url, then names it may also be
//   a name                         @shop, badshop       line, tiktok, facebook, sms_sender
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "indicator/account_reading.h"
#include "indicator/canonical.h"
#include "indicator/emv_qr.h"
#include "indicator/everyday_number.h"
#include "indicator/label.h"
#include "indicator/platform_value.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kNameBytesMax = 128;      // longer text is a message, not a name
constexpr size_t kSenderCodePointsMax = 20;
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::string_view kPromptpayWords[] = {"พร้อมเพย์", "พร้อมเพ", "promptpay", "prompt pay"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLatin(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool IsAlnum(char c) { return IsDigit(c) || IsLatin(c); }

class Guess {
 public:
  explicit Guess(std::vector<Canonical>& candidates) : candidates_(candidates) {}

  // Adds what `value` is as `kind`; false when it is nothing, or what another candidate is already.
  bool Add(Kind kind, std::string_view value) {
    if (count_ == candidates_.size()) candidates_.emplace_back();
    Canonical& candidate = candidates_[count_];
    auto read = Canonicalize(kind, value, candidate);
    if (read.has_error()) {
      // A number that hides digits, or whose check digit is wrong, says more than "nothing fits".
      if (IsTelling(read.error().code) && !IsTelling(error_.code)) error_ = std::move(read).error();
      return false;
    }
    for (size_t i = 0; i < count_; ++i)
      if (candidates_[i].key == candidate.key) return false;
    ++count_;
    return true;
  }

  size_t count() const { return count_; }
  const Canonical& operator[](size_t index) const { return candidates_[index]; }
  bool telling() const { return IsTelling(error_.code); }
  void RefuseAs(base::Error error) { error_ = std::move(error); }

  base::Result<void> Finish() {
    candidates_.resize(count_);
    if (count_ == 0) return std::move(error_);
    return {};
  }

 private:
  static bool IsTelling(ErrorCode code) {
    using enum ErrorCode;
    return code == kPhoneMasked || code == kAccountMasked || code == kNationalIdChecksum || code == kEmvChecksum || code == kEmvFormat;
  }

  std::vector<Canonical>& candidates_;
  size_t count_ = 0;
  base::Error error_ = Fail(ErrorCode::kNotAnIndicator);
};

// Digits and what stands between and around them; at least 3, and more of them than Latin letters.
bool LooksLikeNumber(std::string_view text, size_t digits) {
  const size_t letters = static_cast<size_t>(std::ranges::count_if(text, IsLatin));
  return digits >= 3 && letters <= 2 * digits && text.find('@') == std::string_view::npos;
}

// A dot between a name and letters: bad.shop, 1.2.3.4, แบงก์.com/x; not an e-mail address.
bool LooksLikeHost(std::string_view text) {
  const size_t end = std::min(text.find_first_of("/?#\\:"), text.size());
  const std::string_view host = text.substr(0, end);
  const bool path = end < text.size();
  if (host.find(' ') != std::string_view::npos || (host.find('@') != std::string_view::npos && !path)) return false;
  const size_t dot = host.find_last_of('.', host.ends_with('.') && host.size() > 1 ? host.size() - 2 : std::string_view::npos);
  if (dot == std::string_view::npos || dot == 0) return false;
  std::string_view last = host.substr(dot + 1);
  if (last.ends_with('.')) last.remove_suffix(1);
  if (last.empty()) return false;
  const bool letters = std::ranges::all_of(last, [](char c) { return IsLatin(c) || static_cast<unsigned char>(c) >= 0x80; });
  if (letters && last.size() >= 2 && last.size() <= 40) return host.find('_', dot) == std::string_view::npos;
  if (last.starts_with("xn--")) return true;
  return std::ranges::count(host, '.') == 3 && std::ranges::all_of(host, [](char c) { return IsDigit(c) || c == '.'; });
}

// 1.2.3.4, as an address is written; "081.234.5678" is none, and neither is "02.123.45.67".
bool IsDottedQuad(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0 || end > 3 || (end > 1 && text.front() == '0') || (end == 3 && text.substr(0, 3) > "255")) return false;
    text.remove_prefix(end);
    if (part == 3) return text.empty() || text.find_first_of(":/?#") == 0;
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  return false;
}

// Whether the value is an address that says so: by a scheme, or by marks that keep it from being opened. One in the middle of
// other words is a message with a link in it.
bool HasScheme(std::string_view text) {
  const size_t scheme = std::min({text.find("://"), text.find(": //"), text.find("[:]")});
  if (scheme != std::string_view::npos) {
    const std::string_view before = text.substr(0, scheme);
    return before.find_first_of(kSpaces) == std::string_view::npos && base::IsAscii(before);
  }
  for (const std::string_view mark : {"[.]", "(.)", "{.}", "[dot]", "(dot)", "www."})
    if (text.find(mark) != std::string_view::npos) return text.find_first_of(kSpaces) == std::string_view::npos;
  return false;
}

// Words behind a link may be part of its path, as feeds write them, or of a message.
void GuessUrl(std::string_view value, std::string_view text, Guess& guess) {
  const size_t link = text.find_first_not_of(kSpaces, text.find("//") + 2);
  const size_t space = text.find_first_of(kSpaces, std::min(link, text.size()));
  if (space != std::string_view::npos) guess.Add(Kind::kUrl, text.substr(0, space));
  guess.Add(Kind::kUrl, value);
}

// Whether the value names a kind; then nothing else is tried.
bool GuessKey(std::string_view text, Guess& guess) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon > 10) return false;
  const std::optional<Kind> kind = KindNamed(text.substr(0, colon));
  if (!kind || colon + 1 == text.size()) return false;
  const std::string_view value = *kind == Kind::kUrl ? text.substr(colon + 1) : text;
  Canonical probe;
  if (auto read = Canonicalize(*kind, value, probe); read.has_error()) {
    guess.RefuseAs(std::move(read).error());
  } else {
    guess.Add(*kind, value);
  }
  return true;
}

// Where one of `words` stands anywhere in `text`.
bool Says(std::string_view text, Words words) {
  bool boundary = true;
  for (size_t at = 0; at < text.size(); ++at) {
    if ((boundary || !IsLatin(text[at])) && WordAt(text.substr(at), words) > 0) return true;
    boundary = !IsAlnum(text[at]);
  }
  return false;
}

constexpr std::string_view kLineWords[] = {"line", "line id", "lineid", "ไลน์", "ไอดีไลน์", "line@"};
constexpr std::string_view kTiktokWords[] = {"tiktok", "tik tok", "ติ๊กต็อก", "ติ๊กต๊อก", "ติ๊กตอก", "ติ้กต้อก", "ติ๊กต็อค", "ติกตอก"};
constexpr std::string_view kFacebookWords[] = {"facebook", "fb", "เฟซ", "เฟส", "เพจ", "แฟนเพจ"};

// A value that names its platform and is more than that name.
void GuessPlatform(std::string_view text, Guess& guess) {
  if (Says(text, kLineWords)) guess.Add(Kind::kLine, text);
  if (Says(text, kTiktokWords)) guess.Add(Kind::kTiktok, text);
  if (Says(text, kFacebookWords)) guess.Add(Kind::kFacebook, text);
}

void GuessNumber(std::string_view text, Guess& guess) {
  const bool promptpay = Says(text, kPromptpayWords);
  auto account = ReadAccount(text);
  const bool names_bank = account.has_value() && account->bank != nullptr;
  const bool said = (names_bank && guess.Add(Kind::kAccount, text)) | (promptpay && guess.Add(Kind::kPromptpay, text));
  if (said) return;
  const bool long_number = account.has_value() && (account->size == 13 || account->size == 15) && !account->view().starts_with("0066");
  guess.Add(long_number ? Kind::kPromptpay : Kind::kPhone, text);
  guess.Add(long_number ? Kind::kPhone : Kind::kPromptpay, text);
  if (account.has_error()) {
    guess.Add(Kind::kAccount, text);
    return;
  }
  if (account->words || text.find('+') != std::string_view::npos || account->size < kAccountDigitsMin || account->size > kAccountDigitsMax) return;
  std::array<char, 2 + kAccountDigitsMax> bankless{'?', ':'};
  std::ranges::copy(account->view(), bankless.begin() + 2);
  if (!guess.Add(Kind::kAccount, text)) guess.Add(Kind::kAccount, std::string_view(bankless.data(), 2 + account->size));
}

bool FitsSender(std::string_view text) {
  size_t code_points = 0;
  for (size_t at = 0; at < text.size(); ++code_points) at += std::max<size_t>(base::DecodeUtf8(text, at).size, 1);
  return code_points <= kSenderCodePointsMax;
}

void GuessName(std::string_view text, Guess& guess) {
  if (text.size() > kNameBytesMax || text.find_first_of("/\\") != std::string_view::npos) return;
  guess.Add(Kind::kLine, text);
  guess.Add(Kind::kTiktok, text);
  if (text.front() == '@') return;
  guess.Add(Kind::kFacebook, text);
  if (text.find('@') == std::string_view::npos && std::ranges::count(text, ' ') <= 2 && FitsSender(text)) guess.Add(Kind::kSmsSender, text);
}

}  // namespace

base::Result<void> CanonicalizeAuto(std::string_view value, std::vector<Canonical>& candidates) {
  Guess guess(candidates);
  thread_local std::string buffer;
  if (value.size() > kValueBytesMax) {
    guess.RefuseAs(Fail(ErrorCode::kValueTooLong, "at most " + std::to_string(kValueBytesMax) + " bytes"));
    return guess.Finish();
  }
  if (!base::IsValidUtf8(value)) {
    guess.RefuseAs(Fail(ErrorCode::kInvalidUtf8));
    return guess.Finish();
  }
  const std::string_view text = TrimSpaces(PlainText(value, buffer));
  if (text.empty()) {
    guess.RefuseAs(Fail(ErrorCode::kEmptyValue));
    return guess.Finish();
  }
  if (GuessKey(text, guess)) return guess.Finish();
  if (IsEmvText(text)) {
    guess.Add(Kind::kPromptpay, value);
    if (guess.count() > 0 || guess.telling()) return guess.Finish();
  }
  if (text.find("promptpay.io/") != std::string_view::npos) {
    guess.Add(Kind::kPromptpay, text);
    guess.Add(Kind::kUrl, value);
  }
  if (text.starts_with("tel:")) guess.Add(Kind::kPhone, text);
  if (HasScheme(text)) GuessUrl(value, text, guess);
  if (guess.count() > 0) return guess.Finish();
  const size_t digits = static_cast<size_t>(std::ranges::count_if(text, IsDigit));
  if (IsEverydayNumber(text)) {
    guess.RefuseAs(Fail(ErrorCode::kNotAnIndicator, "this is a date, a time or an amount"));
    return guess.Finish();
  }
  const bool host = LooksLikeHost(text);
  if (IsDottedQuad(text)) guess.Add(Kind::kUrl, value);
  if (!host && text.size() <= kNameBytesMax) {
    GuessPlatform(text, guess);
    if (guess.count() > 0) return guess.Finish();
  }
  if (LooksLikeNumber(text, digits) && text.size() <= kNameBytesMax) GuessNumber(text, guess);
  if (guess.count() > 0 || guess.telling()) return guess.Finish();
  if (host) {
    guess.Add(Kind::kUrl, value);
    if (guess.count() > 0 && (guess[0].key.kind != Kind::kUrl || std::ranges::none_of(text, IsLatin))) return guess.Finish();
  }
  GuessName(text, guess);
  return guess.Finish();
}

}  // namespace cybercheck::indicator
