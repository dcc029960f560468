// SPDX-License-Identifier: Apache-2.0
#include "extract/phone_scanner.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "extract/patterns.h"
#include "extract/phone_shape.h"
#include "extract/script.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kLookBackBytes = 64;
constexpr size_t kLookAheadBytes = 64;
constexpr size_t kForeignDigitsMin = 8;
constexpr size_t kForeignDigitsMax = 15;  // ITU-T E.164

constexpr std::string_view kCallWords[] = {"tel",       "telephone", "call",    "phone",   "mobile",   "mob", "fax",
                                           "line",      "t",         "hotline", "contact", "whatsapp", "no",  "number",
                                           "promptpay", "id",        "at",      "us",      "ph",       "m",   "or"};

std::string_view Before(std::string_view text, size_t at) {
  const size_t from = at > kLookBackBytes ? at - kLookBackBytes : 0;
  return text.substr(from, at - from);
}

std::string_view After(std::string_view text, size_t at) { return text.substr(at, kLookAheadBytes); }

// Whether what touches the number on its left lets it be one.
bool LeftIsClear(std::string_view text, size_t begin) {
  if (begin == 0) return true;
  const char c = text[begin - 1];
  if (IsDigit(c) || std::string_view("+*#$_=%@\\").find(c) != std::string_view::npos) return false;
  if (c == '.' || c == ',' || c == '-' || c == '/' || c == ':') {
    if (begin < 2) return true;
    const char further = text[begin - 2];
    if (c == '/') return !IsLatin(further);
    if (c == ',') return true;
    return !IsDigit(further) && (c != '-' || !IsLatin(further));
  }
  if (IsLatin(c)) {
    size_t word = begin;
    while (word > 0 && begin - word < 10 && IsLatin(text[word - 1])) --word;
    std::string lowered(text.substr(word, begin - word));
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char x) { return static_cast<char>(x | 0x20); });
    return std::find(std::begin(kCallWords), std::end(kCallWords), lowered) != std::end(kCallWords);
  }
  return !text.substr(0, begin).ends_with("฿");
}

bool RightIsClear(std::string_view text, size_t end) {
  if (end >= text.size()) return true;
  const char c = text[end];
  if (IsDigit(c) || c == '#' || c == '%' || c == '@' || c == '_' || c == '*') return false;
  if (IsLatin(c)) {
    const std::string_view rest = text.substr(end, 4);
    return rest.starts_with("ext") || rest.starts_with("Ext") || rest.starts_with("or") || rest.starts_with("and") ||
           (rest.size() > 1 && (c == 'x' || c == 'X') && IsDigit(rest[1]));
  }
  if ((c == '.' || c == ',') && end + 1 < text.size() && IsDigit(text[end + 1])) return text[end + 1] == '0';
  if (c == '/' && end + 1 < text.size() && IsLatin(text[end + 1])) return false;
  const std::string_view rest = text.substr(end + (c == ' ' ? 1 : 0));
  return !rest.starts_with("บาท") && !rest.starts_with("฿") && !rest.starts_with("บ.") && !rest.starts_with("THB");
}

}  // namespace

PhoneScanner::PhoneScanner()
    : star_code_(R"(\*[ ]?\d{1,6}(?:[ ]?\*[ ]?\d{1,20}){0,6}[ ]?#)", PatternOptions()),
      hash_code_(R"((?:^|[^\d*.,\-])(\d{2,4}(?:\*\d{1,20}){1,6}#))", PatternOptions()),
      dialled_code_(R"((?:กด|โทร|dial|press)[ ]?(\d{4,7}#|\*\d{3,4})(?:[ ]|โทร|$|\n))", PatternOptions()),
      short_number_(R"((?:(?:สายด่วน|hotline|call ?cent(?:er|re)|คอลเซ็นเตอร์)[^\d\n]{0,40}?|(?:โทร(?:ศัพท์|สอบถาม|ปรึกษา|)"
                    R"(แจ้ง|ฟรี|ด่วน|หา|เบอร์)?|ติดต่อ(?:เบอร์|สอบถาม|โทร|กลับ)?|เบอร์(?:โทร(?:ศัพท์)?|ติดต่อ|ด่วน)?|)"
                    R"(call(?: us)?|tel(?:ephone)?|dial|phone|(?:^|[^a-z])t\.)[ :.=]*(?:(?:ที่เบอร์|ได้ที่|ที่|เบอร์|)"
                    R"(หมายเลข|at|on|no\.?|us at)[ :.]*)?)(1\d{2,3}))",
                    PatternOptions()),
      next_short_number_(R"(^[ ]*(?:,|/|หรือ|และ|or|and)[ ]*(1\d{2,3}))", PatternOptions()),
      unit_(R"(^(?:[ ]?(?:นาที|บาท|บ\.|บ |ครั้ง|น\.|วัน|ชม|ชั่วโมง|คน|ท่าน|ปี|เดือน|ชิ้น|รายการ|คะแนน|แต้ม|สิทธิ|)"
            R"(พอยท|ทรูพอยท|กก|กม|min|mb|gb|hour|day|points?|thb|baht|sec|people|%|฿|x\b)|[*#/\-+]|[.,:]\d|[.,]-|)"
            R"([a-z]))",
            PatternOptions()),
      extension_(R"(^(?:[ ]?(?:ต่อ|ext\.?|extension|x|กด)[ ]?:?[ ]?(?:[a-z]{0,3}[ ])?\d{1,5}|[ ]?#\d{1,5}))", PatternOptions()),
      call_word_(R"((?:โทร(?:ศัพท์|ฯ)?|โทร\S{0,24}|ติดต่อ|สายด่วน|เบอร์\S{0,24}|call|tel|phone|mobile|hotline|แฟกซ์|fax|)"
                 R"(มือถือ|whatsapp)[ :.=(]*(?:ที่|ได้ที่|หมายเลข|at|no\.?)?[ :.=(]*$)",
                 PatternOptions()),
      line_or_call_after_(R"(^[ ]?\([^)\d\n]{0,40}(?:เบอร์|โทร|phone|tel)[^)\d\n]{0,40}\))", PatternOptions()),
      other_number_word_(R"((?:รหัส[^\d\n ]{0,60}|otp|order(?: ?no\.?| ?id| ?number)?|ref(?:erence)?(?: ?no\.?| ?id| ?code)?|)"
                         R"(invoice(?: ?no\.?)?|พัสดุ|tracking(?: ?no\.?| ?number)?|คำสั่งซื้อ|ใบเสร็จ|ใบสั่งซื้อ|ออเดอร์|)"
                         R"(อ้างอิง|บิล|code|สมาชิก|ทะเบียน|serial|s/n|imei|มิเตอร์|กรมธรรม์|สัญญา|เลขที่บ้าน|)"
                         R"(สลาก)[ :.#=\-]*(?:เลขที่|หมายเลข|คือ|is|no\.?)?[ :.#=\-]*$)",
                         PatternOptions()) {
  for (const RE2* pattern : {&star_code_, &hash_code_, &dialled_code_, &short_number_, &next_short_number_, &unit_, &extension_,
                             &call_word_, &line_or_call_after_, &other_number_word_})
    CheckPattern(*pattern);
}

bool PhoneScanner::AfterCallWord(std::string_view text, size_t at) const {
  return RE2::PartialMatch(ToPiece(Before(text, at)), call_word_);
}

bool PhoneScanner::AfterOtherNumberWord(std::string_view text, size_t at) const {
  return RE2::PartialMatch(ToPiece(Before(text, at)), other_number_word_);
}

void PhoneScanner::ScanDialCodes(Findings& findings) const {
  for (const RE2* pattern : {&hash_code_, &star_code_, &dialled_code_})
    ForEachMatch(*pattern, findings.text(), [&](size_t begin, size_t end) { findings.AddWithoutKind(begin, end); });
}

bool PhoneScanner::TryNumber(Findings& findings, size_t begin, bool plus) const {
  const std::string_view text = findings.text();
  const size_t digits_begin = begin + (plus ? 1 : 0);
  DigitGroups groups(text, digits_begin);
  const bool bracket = begin > 0 && text[begin - 1] == '(' && text.substr(begin, 6).find(')') != std::string_view::npos;
  // O for 0, typed to slip past filters.
  const bool letter_zero = !plus && begin > 0 && (text[begin - 1] == 'O' || text[begin - 1] == 'o');
  const size_t span_begin = bracket || letter_zero ? begin - 1 : begin;
  if (!LeftIsClear(text, span_begin)) return false;

  size_t end = 0;
  size_t count = 0;
  bool grouped = plus;
  if (groups.StartsWith("66") || (!plus && groups.StartsWith("0066"))) {
    DigitGroups national = groups;
    national.DropDigits(groups.FirstDigit() == '0' ? 4 : 2);
    count = PhoneAfterCountryCode(national);
    // 66 without a plus is a country code only in front of a whole mobile number.
    if (count > 0 && !plus && groups.FirstDigit() == '6' && national.Digits(count).size() != 9) count = 0;
    if (count > 0) {
      end = national.End(count);
      groups = std::move(national);
    }
  }
  if (count == 0 && plus) {
    size_t digits = 0;
    for (const DigitGroup& group : groups.groups()) {
      if (group.separator == '.' || digits + (group.end - group.begin) > kForeignDigitsMax) break;
      // A country code, then at most eleven digits: what comes after a space is something else.
      if (digits >= 11 && group.separator == ' ') break;
      digits += group.end - group.begin;
      end = group.end;
      ++count;
    }
    if (digits < kForeignDigitsMin) return false;
  }
  if (count == 0) {
    count = NationalPhone(groups);
    if (count == 0) count = ServicePhone(groups);
    if (count == 0) {
      count = PhoneWithoutZero(groups);
      if (count > 0 && !letter_zero && !AfterCallWord(text, span_begin) &&
          !RE2::PartialMatch(ToPiece(After(text, groups.End(count))), line_or_call_after_))
        return false;
    }
    if (count == 0) return false;
    end = groups.End(count);
    grouped = count > 1;
  }
  if (!grouped && AfterOtherNumberWord(text, span_begin)) return false;
  if (AfterOtherNumberWord(text, span_begin) && text.substr(0, span_begin).ends_with('#')) return false;

  // A range: 02-123-4567-9, 02-123-4567-4569.
  size_t long_end = end;
  const auto& all = groups.groups();
  if (count < all.size() && all[count].separator == '-') {
    const size_t size = all[count].end - all[count].begin;
    if (size > 2 && size != 4) return false;
    long_end = all[count].end;
  } else if (re2::StringPiece tail = ToPiece(After(text, end)), whole;
             extension_.Match(tail, 0, tail.size(), RE2::ANCHOR_START, &whole, 1)) {
    long_end = end + whole.size();
  }
  const auto add = [&](size_t to) { return RightIsClear(text, to) && findings.Add(Kind::kPhone, span_begin, to); };
  return (long_end > end && add(long_end)) || add(end);
}

void PhoneScanner::ScanPhones(Findings& findings) const {
  const std::string_view text = findings.text();
  for (size_t at = 0; at < text.size();) {
    const bool plus = text[at] == '+' && at + 1 < text.size() && IsDigit(text[at + 1]);
    if (!plus && !IsDigit(text[at])) {
      ++at;
      continue;
    }
    TryNumber(findings, at, plus);
    at += plus ? 1 : 0;
    while (at < text.size() && IsDigit(text[at])) ++at;
  }
  ScanShortNumbers(findings);
}

void PhoneScanner::ScanShortNumbers(Findings& findings) const {
  const std::string_view text = findings.text();
  const auto clear = [&](size_t end) {
    return end >= text.size() || (!IsDigit(text[end]) && !RE2::PartialMatch(ToPiece(After(text, end)), unit_));
  };
  ForEachMatch(short_number_, text, [&](size_t begin, size_t end) {
    while (clear(end) && findings.Add(Kind::kPhone, begin, end)) {
      re2::StringPiece piece;
      if (!RE2::PartialMatch(ToPiece(After(text, end)), next_short_number_, &piece)) return;
      begin = static_cast<size_t>(piece.data() - text.data());
      end = begin + piece.size();
    }
  });
}

}  // namespace cybercheck::extract
