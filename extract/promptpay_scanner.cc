// SPDX-License-Identifier: Apache-2.0
#include "extract/promptpay_scanner.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "extract/digit_groups.h"
#include "extract/patterns.h"
#include "extract/phone_shape.h"
#include "extract/script.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kNumberAfterMax = 30;   // characters between the word and its number
constexpr size_t kNumberBeforeMax = 12;  // and when the number comes first

}  // namespace

PromptpayScanner::PromptpayScanner()
    // EMVCo merchant-presented QR: payload format 00 02 01 first, checksum 63 04 last.
    : qr_text_(R"((000201[ -~]{20,480}?6304[0-9A-F]{4}))", PatternOptions()),
      label_(R"((พร้อมเพย์?|พร้อมเพล์?|พร้อม[ ]เพย์|prompt ?pay|promtpay|(?:^|[^a-z])pp(?:[ ]?id)?[ ]?:))", PatternOptions()) {
  CheckPattern(qr_text_);
  CheckPattern(label_);
}

void PromptpayScanner::ScanQrTexts(Findings& findings) const {
  ForEachMatch(qr_text_, findings.text(), [&](size_t begin, size_t end) { findings.Add(Kind::kPromptpay, begin, end); });
}

bool PromptpayScanner::TryNumber(Findings& findings, size_t begin) const {
  const std::string_view text = findings.text();
  const bool plus = text[begin] == '+';
  const DigitGroups groups(text, begin + (plus ? 1 : 0));
  size_t count = groups.Match({"D", "14521", "1453", "1255", "F", "555", "34431"});
  if (count == 0) count = NationalPhone(groups);
  if (count == 0 && (groups.StartsWith("66") || groups.StartsWith("0066"))) {
    DigitGroups national = groups;
    national.DropDigits(groups.FirstDigit() == '0' ? 4 : 2);
    if (const size_t taken = PhoneAfterCountryCode(national); taken > 0)
      count = groups.groups().size() - national.groups().size() + taken;
  }
  if (count == 0) return false;
  const size_t end = groups.End(count);
  if (end < text.size() && (IsAlnum(text[end]) || text[end] == '*')) return false;
  if (end + 1 < text.size() && text[end] == '-' && IsAlnum(text[end + 1])) return false;
  return findings.Add(Kind::kPromptpay, begin, end, std::string(plus ? "+" : "") + groups.Digits(count));
}

void PromptpayScanner::ScanLabelled(Findings& findings) const {
  const std::string_view text = findings.text();
  ForEachMatch(label_, text, [&](size_t label_begin, size_t label_end) {
    if (!findings.Free(label_begin, label_end)) return;
    // The first digits after the word, within reach and on no later paragraph.
    size_t characters = 0;
    for (size_t at = label_end; at < text.size() && characters <= kNumberAfterMax; at += LetterAt(text, at).size, ++characters) {
      if (!IsDigit(text[at]) && !(text[at] == '+' && at + 1 < text.size() && IsDigit(text[at + 1]))) continue;
      if (TryNumber(findings, at)) return;
      while (at + 1 < text.size() && IsDigit(text[at + 1])) ++at;  // an amount
    }
    // Or the last digits before it.
    size_t end = label_begin;
    for (characters = 0; end > 0 && characters <= kNumberBeforeMax && !IsDigit(text[end - 1]); ++characters) {
      if (text[end - 1] == '\n') return;
      end -= LetterBefore(text, end).size;
    }
    if (end == 0 || !IsDigit(text[end - 1])) return;
    // Back to where that number begins: it may hold separators.
    size_t begin = end;
    while (begin > 0 && end - begin < 2 * DigitGroups::kDigitsMax &&
           (IsDigit(text[begin - 1]) || std::string_view(" -.()+").find(text[begin - 1]) != std::string_view::npos))
      --begin;
    for (; begin < end; ++begin) {
      const bool starts = IsDigit(text[begin]) || (text[begin] == '+' && IsDigit(text[begin + 1]));
      if (starts && (begin == 0 || !IsDigit(text[begin - 1])) && TryNumber(findings, begin)) return;
    }
  });
}

}  // namespace cybercheck::extract
