// SPDX-License-Identifier: Apache-2.0
#include "indicator/sms_sender.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/label.h"
#include "indicator/phone.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kFormBytesMax = 96;  // networks carry 11 GSM characters; Thai phones show longer names that handsets map themselves
constexpr size_t kValueBytesMaxHere = 1024;

// Whether `c` only decorates: spaces, punctuation, symbols, emoji. What is left is letters, digits and the marks on them.
bool IsDecoration(char32_t c) {
  if (c < 0x80) return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  return c <= 0xBF || c == 0xD7 || c == 0xF7 || c == 0x0E3F || c == 0x0E4F || c == 0x0E5A || c == 0x0E5B || (c >= 0x02C2 && c <= 0x02DF) ||
         c == 0x037E || c == 0x0387 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x2BFF) ||
         (c >= 0x2E00 && c <= 0x2E7F) || (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030 || c == 0x30FB ||
         (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFFF0 && c <= 0xFFFF) || (c >= 0x1F000 && c <= 0x1FAFF) ||
         c >= 0xE0000 || IsZeroWidth(c);
}

// Whether anything was removed.
bool DropDecoration(std::string& text) {
  size_t kept = 0;
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    const size_t size = std::max<size_t>(c.size, 1);
    if (c.size != 0 && !IsDecoration(c.value)) {
      std::copy_n(text.begin() + static_cast<ptrdiff_t>(at), size, text.begin() + static_cast<ptrdiff_t>(kept));
      kept += size;
    }
    at += size;
  }
  const bool removed = kept < text.size();
  text.resize(kept);
  return removed;
}

// "from: KBank"; without the colon the word may be the name.
std::string_view DropSenderLabel(std::string_view text) {
  constexpr std::string_view kLabels[] = {"from", "sender", "sms from", "sms", "sms sender", "sms_sender", "จาก", "ผู้ส่ง", "ชื่อผู้ส่ง"};
  const size_t size = WordAt(text, kLabels);
  if (size == 0) return text;
  const std::string_view rest = TrimSpaces(text.substr(size));
  return rest.size() > 1 && rest.front() == ':' ? rest.substr(1) : text;
}

}  // namespace

base::Result<void> CanonicalizeSmsSender(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kSmsSender;
  if (value.size() > kValueBytesMaxHere) return Fail(ErrorCode::kNotASenderName, "longer than a sender's name");
  thread_local std::string plain, folded;
  const std::string_view text = DropSenderLabel(TrimSpaces(PlainText(value, plain)));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  folded.assign(text);
  DropDecoration(folded);
  // Folding can bring decoration to light (¼ has a slash in it), and dropping it can bring letter and mark together.
  for (;;) {
    NfkcCasefold(folded, out.key.form);
    const bool removed = DropDecoration(out.key.form);
    if (!removed && out.key.form == folded) break;
    folded.assign(out.key.form);
  }
  if (out.key.form.empty()) return Fail(ErrorCode::kNotASenderName, "no letters or digits");
  if (out.key.form.size() > kFormBytesMax) return Fail(ErrorCode::kNotASenderName, "longer than a sender's name");
  thread_local Canonical phone;
  if (text.find_first_of("0123456789") != std::string_view::npos && CanonicalizePhone(text, phone).has_value() &&
      phone.key.form.starts_with('+') && phone.extension.empty())
    out.AddAlso(Kind::kPhone, Canonical::Relation::kWorst).key.form.assign(phone.key.form);
  return {};
}

}  // namespace cybercheck::indicator
