// SPDX-License-Identifier: Apache-2.0
#include "indicator/phone_digits.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/label.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kLabels[] = {
    "เบอร์โทรศัพท์", "เบอร์โทร", "เบอร์มือถือ", "เบอร์ติดต่อ", "เบอร์บ้าน", "เบอร์ที่โทรมา", "เบอร์.", "เบอร์", "โทรศัพท์มือถือ", "โทรศัพท์", "โทรสาร", "โทร.", "โทร",
    "มือถือ", "ติดต่อ", "หมายเลข", "สายด่วน", "เลขหมาย", "ที่", "ได้", "คือ", "สายนอก", "tel no", "tel", "telephone", "telephone number", "phone",
    "phone number", "phone no", "mobile", "mobile no", "mobile number", "mob", "cell", "call", "call center", "callcenter",
    "hotline", "fax", "contact", "number", "no", "sms", "whatsapp", "office", "home", "tel.", "mob.", "no.", "t.", "m.", "ph."};

constexpr std::string_view kExtensionWords[] = {"ต่อ", "กด", "ext", "extn", "extension", "x", "#", "โอน"};
constexpr std::string_view kRangeWords[] = {"ถึง", "to", "-", "~", "/"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// O and S are typed for 0 and 5 to slip past filters.
char DigitOf(char c) {
  if (IsDigit(c)) return c;
  if (c == 'O' || c == 'o') return '0';
  if (c == 'S' || c == 's') return '5';
  return 0;
}

bool IsLatin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC || c == 0xFE58 || c == 0xFE63; }
bool IsMask(char32_t c) {
  return c == 'x' || c == 'X' || c == '*' || c == '?' || c == 0x2022 || c == 0x25CF || c == 0x2217 || c == 0xD7 || c == '_';
}

// Whether digits are hidden: nothing but digits, separators and masks, and at least one of the last two of the latter.
bool IsMasked(std::string_view text) {
  size_t masks = 0, digits = 0, run = 0, longest = 0;
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    if (c.size == 0) return false;
    const bool mask = IsMask(c.value);
    run = mask ? run + 1 : 0;
    longest = std::max(longest, run);
    masks += mask;
    digits += c.size == 1 && IsDigit(text[at]);
    if (!mask && !IsDash(c.value) && !(c.size == 1 && (IsDigit(text[at]) || std::string_view(" .()+/").find(text[at]) != std::string_view::npos)))
      return false;
    at += c.size;
  }
  // A star dialled before a number (*1155) hides nothing.
  if (masks == 1 && (text.front() == '*' || text.front() == '?' || text.back() == '?')) return false;
  return masks > 0 && masks + digits >= 7;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  base::Result<PhoneDigits> Read() {
    text_ = DropLabels(text_, kLabels);
    while (!text_.empty() && text_.back() == ' ') text_.remove_suffix(1);
    if (text_.find_first_of("0123456789") == std::string_view::npos) {
      return IsMasked(text_) ? Fail(ErrorCode::kPhoneMasked) : Fail(ErrorCode::kNotAPhone, "no digits");
    }
    if (IsMasked(text_) && !IsExtension(0)) return Fail(ErrorCode::kPhoneMasked);
    TRY(ReadNumber());
    if (read_.size == 0) return Fail(ErrorCode::kNotAPhone, "does not start with a number");
    TRY(ReadTail());
    if (letters_ * 2 > read_.size) return Fail(ErrorCode::kNotAPhone, "letters in place of digits");
    if (read_.size < 3) return Fail(ErrorCode::kPhoneTooShort);
    return read_;
  }

 private:
  // Whether the only mask is an x before an extension ("02-123-4567 x12").
  bool IsExtension(size_t from) const {
    const size_t x = text_.find_first_of("xX", from);
    if (x == std::string_view::npos || x == 0 || x + 1 >= text_.size()) return false;
    size_t before = 0;
    for (const char c : text_.substr(0, x)) {
      if (c == '*' || c == '?') return false;
      before += IsDigit(c);
    }
    const std::string_view behind = text_.substr(x + 1);
    const size_t first = behind.find_first_not_of(" .");
    return (before >= 9 || (before >= 3 && text_[x - 1] == ' ')) && first != std::string_view::npos &&
           behind.find_first_not_of("0123456789", first) == std::string_view::npos;
  }

  // Whether the group at `at` is digits, or letters typed for digits.
  bool IsGroup(size_t at) const {
    size_t end = at;
    bool digit = false;
    while (end < text_.size() && DigitOf(text_[end])) digit |= IsDigit(text_[end++]);
    if (end == at || (end < text_.size() && IsLatin(text_[end]) && !(digit && IsExtensionAt(end)))) return false;
    if (digit) return true;
    const size_t next = text_.find_first_not_of(" -.", end);
    return next != std::string_view::npos && next > end && DigitOf(text_[next]) && end - at <= 4;
  }

  bool IsExtensionAt(size_t at) const { return WordAt(text_.substr(at), kExtensionWords) > 0 || IsExtension(at); }

  // Digits and the separators between them, up to what can be neither.
  base::Result<void> ReadNumber() {
    bool dash = false;
    size_t open = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (DigitOf(c) && IsGroup(at_)) {
        const uint8_t before = read_.size;
        for (; at_ < text_.size() && DigitOf(text_[at_]); ++at_) {
          if (read_.size == kDialledDigitsMax) return Fail(ErrorCode::kPhoneTooLong);
          letters_ += !IsDigit(text_[at_]);
          read_.digits[read_.size++] = DigitOf(text_[at_]);
        }
        read_.last_group = dash && before > 0 ? static_cast<uint8_t>(read_.size - before) : 0;
        dash = false;
        continue;
      }
      if (c == '+') {
        if (read_.size > 0 || read_.international) return Fail(ErrorCode::kNotAPhone, "a plus inside the number");
        read_.international = true;
        ++at_;
        continue;
      }
      const size_t size = SeparatorAt(dash);
      if (size == 0) break;
      open += c == '(';
      if (c == ')' && open-- == 0) return Fail(ErrorCode::kNotAPhone, "a bracket too many");
      at_ += size;
    }
    return {};
  }

  // Bytes of the separator at `at_`; sets `dash` where it can stand between the ends of a range.
  size_t SeparatorAt(bool& dash) const {
    const std::string_view rest = text_.substr(at_);
    const base::CodePoint c = base::DecodeUtf8(rest, 0);
    if (c.size == 0) return 0;
    if (c.value == ' ' || c.value == '\t' || c.value == '.' || c.value == '(' || c.value == ')' || c.value == 0xB7) return c.size;
    if (IsDash(c.value) || c.value == '/' || c.value == '~') {
      dash = true;
      return c.size;
    }
    if (const size_t size = WordAt(rest, kRangeWords); size > 0 && read_.size > 0) {
      dash = true;
      return size;
    }
    return 0;
  }

  // What follows the number: an extension, parameters of a tel: URI, words that say nothing.
  base::Result<void> ReadTail() {
    std::string_view rest = text_.substr(at_);
    if (rest.starts_with(';')) {
      const size_t extension = rest.find(";ext=");
      if (extension == std::string_view::npos) return {};
      return TakeExtension(rest.substr(extension + 5), true);
    }
    while (!rest.empty() && (rest.front() == ',' || rest.front() == ' ')) rest.remove_prefix(1);
    const size_t word = WordAt(rest, kExtensionWords);
    if (word > 0 || (!rest.empty() && (rest.front() == 'x' || rest.front() == 'X')) || StartsWithExt(rest))
      return TakeExtension(rest.substr(word > 0 ? word : StartsWithExt(rest) ? 3 : 1), false);
    if (!IsClosing(rest, kLabels)) {
      const bool digits = rest.find_first_of("0123456789") != std::string_view::npos;
      return Fail(ErrorCode::kNotAPhone, digits ? "more than one number" : "other text behind the number");
    }
    return {};
  }

  static bool StartsWithExt(std::string_view rest) {
    return rest.size() >= 4 && (rest[0] | 32) == 'e' && (rest[1] | 32) == 'x' && (rest[2] | 32) == 't';
  }

  base::Result<void> TakeExtension(std::string_view rest, bool uri) {
    const size_t first = rest.find_first_not_of(" .:");
    if (first == std::string_view::npos || !IsDigit(rest[first])) return Fail(ErrorCode::kNotAPhone, "an extension without digits");
    rest.remove_prefix(first);
    const size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (end > 9) return Fail(ErrorCode::kPhoneTooLong, "an extension of more than 9 digits");
    read_.extension = rest.substr(0, end);
    rest.remove_prefix(end);
    if (uri) return {};
    // Further extensions ("ต่อ 12, 13-15") are read over.
    const size_t text = rest.find_first_not_of("0123456789 ,-/");
    if (text != std::string_view::npos && !IsClosing(rest.substr(text), kLabels)) return Fail(ErrorCode::kNotAPhone, "other text behind the extension");
    return {};
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t letters_ = 0;
  PhoneDigits read_;
};

}  // namespace

base::Result<PhoneDigits> ReadPhoneDigits(std::string_view text) { return Reader(text).Read(); }

}  // namespace cybercheck::indicator
