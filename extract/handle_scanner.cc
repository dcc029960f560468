// SPDX-License-Identifier: Apache-2.0
#include "extract/handle_scanner.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "extract/digit_groups.h"
#include "extract/patterns.h"
#include "extract/phone_shape.h"
#include "extract/script.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kHandleMax = 50;
constexpr size_t kLookBackBytes = 48;
constexpr size_t kBridgeBytesMax = 120;
constexpr size_t kSignWithinBytes = 90;  // an @ this far behind a label is still its handle
constexpr size_t kSenderCharactersMax = 11;  // GSM 03.40: an alphanumeric originator has at most 11 characters

// Words that follow a platform's name or an invitation in English and are no handles.
constexpr std::string_view kWords[] = {
    "account", "admin",  "ads",     "and",   "app",  "below",   "chat",  "click",   "contact", "for",     "free",   "friend", "friends", "from",
    "group",   "here",   "http",    "https", "id",   "inbox",   "link",  "live",    "man",     "market",  "message", "more",  "music",   "notify",
    "now",     "oa",     "official", "only", "page", "pay",     "phone", "points",  "point",   "premium", "reels",  "report", "shop",    "shopping",
    "stickers", "store", "story",   "team",  "that", "then",    "this",  "today",   "user",    "username", "video", "via",    "watch",   "webtoon",
    "with",    "www",    "your",    "and",   "tel",  "or",      "group", "messenger", "coin",  "coins",   "bank"};

bool IsHandleByte(char c) { return IsAlnum(c) || c == '.' || c == '_' || c == '-'; }

size_t HandleEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at <= kHandleMax && IsHandleByte(text[end])) ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return end;
}

bool IsWord(std::string_view handle) {
  std::string lowered(handle);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::find(std::begin(kWords), std::end(kWords), lowered) != std::end(kWords);
}

// Looks made up rather than found in a dictionary: bad.shop, nal55, 809970907.
bool LooksLikeId(std::string_view handle) {
  const auto digits = static_cast<size_t>(std::count_if(handle.begin(), handle.end(), IsDigit));
  const bool letters = std::any_of(handle.begin(), handle.end(), IsLatin);
  const bool marks = handle.find_first_of("._-") != std::string_view::npos;
  return (letters && (digits > 0 || marks)) || (!letters && digits >= 8);
}

// A second word with a capital: "Somchai Jaidee" is a display name.
bool IsDisplayName(std::string_view text, size_t begin, size_t end) {
  if (LooksLikeId(text.substr(begin, end - begin))) return false;
  return end + 1 < text.size() && text[end] == ' ' && text[end + 1] >= 'A' && text[end + 1] <= 'Z' &&
         end + 2 < text.size() && IsLatin(text[end + 2]);
}

size_t PieceBegin(std::string_view text, const re2::StringPiece& piece) { return static_cast<size_t>(piece.data() - text.data()); }

}  // namespace

HandleScanner::Platform::Platform(Kind platform_kind, const char* names)
    : kind(platform_kind),
      label(std::string("(") + names + ")", PatternOptions()),
      label_after(std::string(R"((?:^|[^A-Za-z0-9@._\-/])(@{0,2}[A-Za-z0-9][A-Za-z0-9._\-]{2,29})[ ]?\([^()\n]{0,12}(?:)") + names + R"()[^()\n]{0,40}\))",
                  PatternOptions()) {
  CheckPattern(label);
  CheckPattern(label_after);
}

HandleScanner::HandleScanner()
    : line_(Kind::kLine, "line[ ]?id|line|ไลน์|ไลน"),
      tiktok_(Kind::kTiktok, "tik ?tok|ติ๊ก ?ต[๊็]?อก|ติก ?ต[๊็]?อก"),
      facebook_(Kind::kFacebook, "facebook|fb|เฟซบุ๊[คก]|เฟสบุ๊[คก]|เฟซ|เฟส|แฟนเพจ|เพจ|messenger|แมสเซนเจอร์"),
      asks_(R"((?:แอด|เพิ่ม(?:เพื่อน)?|ทัก|add|id|ไอดี|ติดต่อ)[ ]?(?:ทาง)?@?$)", PatternOptions()),
      bridge_(
          R"(^(?:[ ]?\n?[ ]?(?:id|ไอดี|oa|official(?: account)?|account|username|user|name|เบอร์โทร|เบอร์|ได้ที่|มาที่|มาได้ที่|ที่นี่|ที่|นี้|มาเลย|มา|ได้เลย|เลย|คือ|is|ค่ะ|ครับ|คะ|นะคะ|แอดมิน|แอด|ร้าน|ส่วนตัว|add|ชื่อ|shop|ช่อง|แฟนเพจ|เพจ|page|profile|at|@[ ]?[:=]|\p{So}\x{FE0F}?|[(){}\[\]/#&|>:=?"'“‘*✓-]))*[ ]?\n?[ ]{0,2})",
          PatternOptions()),
      names_(R"([:=?]|\bid\b|ไอดี|user|ชื่อ|คือ)", PatternOptions()),
      call_before_(R"((?:โทร|เบอร์|tel|call|phone)[^\n]{0,16}$)", PatternOptions()),
      add_sign_(R"((?:แอด(?:มา)?(?:ที่|ได้ที่|เลย)?|add)[ :]{0,3}(@[A-Za-z0-9][A-Za-z0-9._\-]{2,29}))", PatternOptions()),
      sender_(R"((?:ชื่อผู้ส่ง|ผู้ส่ง(?:ข้อความ|sms)?|sender(?:[ ]?(?:name|id))?|sms from|sms จาก)[ ]*[:=][ ]*)", PatternOptions()) {
  for (const RE2* pattern : {&asks_, &bridge_, &names_, &call_before_, &add_sign_, &sender_}) CheckPattern(*pattern);
}

void HandleScanner::ScanHandles(Findings& findings) const {
  for (const Platform* platform : {&line_, &tiktok_, &facebook_}) ScanBeforeLabel(*platform, findings);
  for (const Platform* platform : {&line_, &tiktok_, &facebook_}) ScanAfterLabel(*platform, findings);
  ForEachMatch(add_sign_, findings.text(), [&](size_t begin, size_t) {
    findings.Add(Kind::kLine, begin, HandleEnd(findings.text(), begin + 1));
  });
}

void HandleScanner::ScanBeforeLabel(const Platform& platform, Findings& findings) const {
  const std::string_view text = findings.text();
  ForEachMatch(platform.label_after, text, [&](size_t begin, size_t end) {
    if (text.substr(begin, 2) == "@@") ++begin;
    const bool sign = text[begin] == '@';
    if (!sign && !LooksLikeId(text.substr(begin, end - begin))) return;
    findings.Add(platform.kind, begin, end);
  });
}

void HandleScanner::ScanAfterLabel(const Platform& platform, Findings& findings) const {
  const std::string_view text = findings.text();
  ForEachMatch(platform.label, text, [&](size_t label_begin, size_t label_end) {
    // "online", "pipeline", "LINEs" are other words.
    if (IsLatin(text[label_begin]) && label_begin > 0 && IsAlnum(text[label_begin - 1])) return;
    if (IsLatin(text[label_end - 1]) && label_end < text.size() && IsAlnum(text[label_end])) return;
    if (!findings.Free(label_begin, label_end)) return;
    const std::string_view lead = text.substr(label_begin > kLookBackBytes ? label_begin - kLookBackBytes : 0, std::min(label_begin, kLookBackBytes));
    const bool asked = RE2::PartialMatch(ToPiece(lead), asks_);

    re2::StringPiece bridge;
    const std::string_view rest = text.substr(label_end, kBridgeBytesMax);
    bridge_.Match(ToPiece(rest), 0, rest.size(), RE2::ANCHOR_START, &bridge, 1);
    size_t at = label_end + bridge.size();
    const bool announced = RE2::PartialMatch(bridge, names_) || text.substr(label_begin, label_end - label_begin).find_first_of("dD") != std::string_view::npos;

    // LINE: @ shop
    size_t begin = at;
    bool sign = at < text.size() && text[at] == '@';
    if (sign) {
      while (at < text.size() && text[at] == '@') begin = at++;
      if (at < text.size() && text[at] == ' ') ++at;
    } else if (at >= text.size() || !IsAlnum(text[at])) {
      // Other words stand between, but an @ within reach tells.
      const std::string_view reach = text.substr(label_end, kSignWithinBytes);
      const size_t found = reach.find('@');
      if (found == std::string_view::npos || std::any_of(reach.begin(), reach.begin() + static_cast<ptrdiff_t>(found), IsLatin)) return;
      begin = label_end + found;
      at = begin + 1;
      sign = true;
    }
    const size_t end = HandleEnd(text, at);
    if (end <= at || !IsAlnum(text[at])) return;
    const std::string_view handle = text.substr(at, end - at);
    if (begin > 0 && sign && IsAlnum(text[begin - 1]) && begin != label_end) return;
    if (!sign) {
      if (IsWord(handle)) return;
      const bool invited = announced || asked;
      if (!LooksLikeId(handle)) {
        if (!announced && !(asked && handle.size() >= 4)) return;
        if (IsDisplayName(text, at, end)) return;
        if (std::all_of(handle.begin(), handle.end(), IsDigit) && !invited) return;
      }
      const bool digits_only = std::all_of(handle.begin(), handle.end(), [](char c) { return IsDigit(c) || c == '-' || c == '.'; });
      if (digits_only && (platform.kind != Kind::kLine ? handle.size() < 10 : handle.size() < 6)) return;
      // "โทร/ไลน์ 081-234-5678" is a phone number first; so is one grouped like a phone number.
      if (IsDigit(text[at])) {
        const DigitGroups groups(text, at);
        if (const size_t count = NationalPhone(groups); count > 0 && (count > 1 || RE2::PartialMatch(ToPiece(lead), call_before_) || RE2::PartialMatch(bridge, call_before_)))
          return;
      }
    }
    std::string value(sign ? "@" : "");
    value += handle;
    findings.Add(platform.kind, begin, end, value);
  });
}

void HandleScanner::ScanSenders(Findings& findings) const {
  const std::string_view text = findings.text();
  re2::StringPiece label;
  for (size_t from = 0; from < text.size();) {
    if (!sender_.Match(ToPiece(text), from, text.size(), RE2::UNANCHORED, &label, 1)) return;
    size_t begin = PieceBegin(text, label) + label.size();
    from = begin;
    if (begin >= text.size()) return;
    if (text[begin] == '(' || text[begin] == '[') ++begin;
    if (begin >= text.size()) return;
    size_t end = begin;
    if (const size_t quote = std::string_view("\"'").find(text[begin]); quote != std::string_view::npos) {
      const size_t close = text.substr(0, begin + 64).find(text[begin], begin + 1);
      if (close == std::string_view::npos) continue;
      end = close;
      ++begin;
    } else {
      // The rest of the line if it is short enough to be a sender, else its first word.
      size_t line_end = begin;
      size_t characters = 0;
      while (line_end < text.size() && std::string_view("\n\r,;|()[]\"").find(text[line_end]) == std::string_view::npos &&
             characters <= kSenderCharactersMax) {
        line_end += LetterAt(text, line_end).size;
        ++characters;
      }
      while (end < text.size() && end < begin + 4 * 2 * kSenderCharactersMax && std::string_view(" \n\r,;:|()[]\"").find(text[end]) == std::string_view::npos)
        end += LetterAt(text, end).size;
      if (characters <= kSenderCharactersMax) end = line_end;
      while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '.')) --end;
    }
    if (end <= begin) continue;
    if (text[begin] == '+' || IsDigit(text[begin])) continue;  // a number instead of a name: PhoneScanner's
    findings.Add(Kind::kSmsSender, begin, end);
  }
}

}  // namespace cybercheck::extract
