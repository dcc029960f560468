// SPDX-License-Identifier: Apache-2.0
#include "extract/account_scanner.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "extract/patterns.h"
#include "extract/phone_shape.h"
#include "extract/script.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kBankDistanceMax = 40;  // characters
constexpr size_t kNoBank = static_cast<size_t>(-1);

// Characters of `text`, or kBankDistanceMax + 1 when there are more.
size_t Characters(std::string_view text) {
  if (text.size() > 4 * kBankDistanceMax) return kBankDistanceMax + 1;
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

// Groupings printed in pass books and on slips: 123-4-56789-0 (most banks), 123-456789-0 (SCB), 1-23456-789-012 (GSB) …
size_t PassBookGroups(const DigitGroups& groups) { return groups.Match({"3151", "361", "316", "1533", "3261", "3152", "3153"}); }

// Groupings that only a bank's name nearby makes an account.
size_t PlainGroups(const DigitGroups& groups) {
  const size_t count =
      groups.Match({"A", "B", "C", "F", "37", "325", "334", "343", "433", "444", "235", "2224", "244", "64", "46", "55", "3322"});
  // Four groups of four: a card.
  const auto& all = groups.groups();
  const auto size = [&](size_t i) { return all[i].end - all[i].begin; };
  return count > 1 && count < all.size() && size(count) == size(count - 1) ? 0 : count;
}

bool TouchesLetterOrMask(std::string_view text, size_t begin, size_t end) {
  const auto bad = [](char c) { return IsAlnum(c) || c == '*' || c == '#' || c == '_' || c == '@' || c == '+' || c == '%'; };
  if (begin > 0) {
    if (bad(text[begin - 1])) return true;
    if (begin > 1 && (text[begin - 1] == '-' || text[begin - 1] == '.' || text[begin - 1] == ',') && (bad(text[begin - 2])))
      return true;
  }
  if (end < text.size()) {
    if (bad(text[end]) && !IsLatin(text[end])) return true;
    if (end + 1 < text.size() && (text[end] == '-' || text[end] == '.' || text[end] == ',') && IsAlnum(text[end + 1]))
      return true;
  }
  return false;
}

}  // namespace

AccountScanner::AccountScanner(const PhoneScanner& phones)
    : phones_(phones),
      bank_(R"((กสิกร(?:ไทย)?|k[ \-]?bank|kasikorn(?:bank| ?thai)?|ไทยพาณิชย์|ไทยพานิชย์|scb|siam commercial|)"
            R"(กรุงเทพ|bbl|bangkok bank|กรุงไทย|ktb|krung ?thai|กรุงศรี(?:อยุธยา)?|krungsri|bay|ทหารไทยธนชาต|)"
            R"(ทหารไทย|ธนชาต|ทีทีบี|ttb|tmb|thanachart|ออมสิน|gsb|ธ\.ก\.ส\.?|ธกส|baac|อาคารสงเคราะห์|ธ\.อ\.ส\.?|)"
            R"(ธอส|ghb?ank|ghb|ยูโอบี|uob|ซีไอเอ็มบี|cimb|เกียรตินาคิน(?:ภัทร)?|kkp|ทิสโก้|tisco|)"
            R"(แลนด์ ?แอนด์ ?เฮ้าส์|lh ?bank|lhb|ไอซีบีซี|icbc|ibank|ธนาคารอิสลาม))",
            PatternOptions()),
      account_word_(R"((?:เลข(?:ที่)?บัญชี|เลขบ[/ช.]+|บัญชี(?:เลขที่|ธนาคาร)?|บช\.?|account(?: ?no\.?| ?number)?|)"
                    R"(acc(?:t)?\.?(?: ?no\.?)?|a/c(?: ?no\.?)?)[ :.=(]*(?:เลขที่|คือ|is|:)?[ :.=(]*$)",
                    PatternOptions()) {
  CheckPattern(bank_);
  CheckPattern(account_word_);
}

std::vector<AccountScanner::Bank> AccountScanner::Banks(const Findings& findings) const {
  const std::string_view text = findings.text();
  std::vector<Bank> banks;
  ForEachMatch(bank_, text, [&](size_t begin, size_t end) {
    // A Latin abbreviation is a word of its own; "bay" is one of the language unless in capitals.
    if (IsLatin(text[begin]) && begin > 0 && IsAlnum(text[begin - 1])) return;
    if (IsLatin(text[end - 1]) && end < text.size() && IsLatin(text[end])) return;
    if (text.substr(begin, end - begin) == "bay" || text.substr(begin, end - begin) == "Bay") return;
    if (findings.Free(begin, end)) banks.push_back({begin, end, false});
  });
  return banks;
}

void AccountScanner::Scan(Findings& findings) const {
  const std::string_view text = findings.text();
  std::vector<Bank> banks = Banks(findings);
  size_t next_bank = 0;  // the first mention that begins at or after the number
  for (size_t at = 0; at < text.size();) {
    if (!IsDigit(text[at])) {
      ++at;
      continue;
    }
    const size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    const DigitGroups groups(text, begin);
    const bool pass_book = PassBookGroups(groups) > 0;
    const size_t count = pass_book ? PassBookGroups(groups) : PlainGroups(groups);
    if (count == 0) continue;
    const size_t end = groups.End(count);
    if (!findings.Free(begin, end)) continue;
    // The rest of a longer number.
    if (!pass_book && count > 1 && begin > 1 && text[begin - 1] == ' ' && IsDigit(text[begin - 2])) continue;
    while (next_bank < banks.size() && banks[next_bank].begin < begin) ++next_bank;
    const bool glued_to_bank = next_bank > 0 && banks[next_bank - 1].end == begin;
    if (TouchesLetterOrMask(text, glued_to_bank ? banks[next_bank - 1].begin : begin, end)) continue;
    if (phones_.AfterCallWord(text, begin) || (!pass_book && phones_.AfterOtherNumberWord(text, begin))) continue;
    const size_t from = begin > 96 ? begin - 96 : 0;
    const bool named = RE2::PartialMatch(ToPiece(text.substr(from, begin - from)), account_word_);

    size_t before = kNoBank, after = kNoBank;
    if (next_bank > 0) {
      const std::string_view between = text.substr(banks[next_bank - 1].end, begin - banks[next_bank - 1].end);
      if (Characters(between) <= kBankDistanceMax) before = next_bank - 1;
    }
    if (next_bank < banks.size() && banks[next_bank].begin >= end) {
      const std::string_view between = text.substr(end, banks[next_bank].begin - end);
      const bool other_number = std::any_of(between.begin(), between.end(), IsDigit);
      if (Characters(between) <= kBankDistanceMax && !other_number) after = next_bank;
    }
    // A mention that stood behind an earlier number is that number's, unless nothing else is left.
    size_t bank = before;
    if (before == kNoBank || (banks[before].used && after != kNoBank)) bank = after;
    const bool phone_shape = count == NationalPhone(groups) && !pass_book;
    if (bank != kNoBank && phone_shape) {
      // 0812345678 beside a bank's name: an account only when the text says so.
      const std::string_view lead = text.substr(from, begin - from);
      if (!named && lead.find("บัญชี") == std::string_view::npos && lead.find("บช") == std::string_view::npos) continue;
    }
    if (bank != kNoBank) {
      std::string value(findings.folded().Original(banks[bank].begin, banks[bank].end));
      value += ' ';
      value += groups.Digits(count);
      if (!findings.Add(Kind::kAccount, begin, end, value)) continue;
      banks[bank].used = true;
    } else if (named && !phone_shape) {
      findings.Add(Kind::kAccount, begin, end, "?:" + groups.Digits(count));  // indicator/account.h: the form without a bank
    } else {
      continue;
    }
    at = std::max(at, end);
  }
}

}  // namespace cybercheck::extract
