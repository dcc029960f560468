// SPDX-License-Identifier: Apache-2.0
#include "extract/handle_scanner.h"

#include <algorithm>
#include <iterator>
#include <optional>
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
constexpr size_t kAskedForMin = 4;       // letters of a plain word behind "แอดไลน์": LINE ids have at least as many
constexpr size_t kLineNumberMin = 6;     // digits alone are an id from here on
constexpr size_t kPlatformNumberMin = 10;

// Words that follow a platform's name or an invitation in English and are no handles.
constexpr std::string_view kWords[] = {
    "account", "admin",   "ads",     "and",   "app",     "below",  "chat",      "click",    "contact",  "for",      "free",
    "friend",  "friends", "from",    "group", "here",    "http",   "https",     "id",       "inbox",    "link",     "live",
    "man",     "market",  "message", "more",  "music",   "notify", "now",       "oa",       "official", "only",     "page",
    "pay",     "phone",   "points",  "point", "premium", "reels",  "report",    "shop",     "shopping", "stickers", "store",
    "story",   "team",    "that",    "then",  "this",    "today",  "user",      "username", "video",    "via",      "watch",
    "webtoon", "with",    "www",     "your",  "tel",     "or",     "messenger", "coin",     "coins",    "bank"};

bool IsHandleByte(char c) { return IsAlnum(c) || c == '.' || c == '_' || c == '-'; }

size_t HandleEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at <= kHandleMax && IsHandleByte(text[end])) ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return end;
}

bool IsWord(std::string_view handle) {
  std::string lowered(handle);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
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
  return end + 1 < text.size() && text[end] == ' ' && text[end + 1] >= 'A' && text[end + 1] <= 'Z' && end + 2 < text.size() &&
         IsLatin(text[end + 2]);
}

}  // namespace

HandleScanner::Platform::Platform(Kind platform_kind, const char* names)
    : kind(platform_kind),
      label(std::string("(") + names + ")", PatternOptions()),
      label_after(std::string(R"((?:^|[^A-Za-z0-9@._\-/])(@{0,2}[A-Za-z0-9][A-Za-z0-9._\-]{2,29})[ ]?\([^()\n]{0,12}(?:)") +
                      names + R"()[^()\n]{0,40}\))",
                  PatternOptions()) {
  CheckPattern(label);
  CheckPattern(label_after);
}

HandleScanner::HandleScanner()
    : line_(Kind::kLine, "line[ ]?id|line|ไลน์|ไลน"),
      tiktok_(Kind::kTiktok, "tik ?tok|ติ๊ก ?ต[๊็]?อก|ติก ?ต[๊็]?อก"),
      facebook_(Kind::kFacebook, "facebook|fb|เฟซบุ๊[คก]|เฟสบุ๊[คก]|เฟซ|เฟส|แฟนเพจ|เพจ|messenger|แมสเซนเจอร์"),
      asks_(R"((?:แอด|เพิ่ม(?:เพื่อน)?|ทัก|add|id|ไอดี|ติดต่อ)[ ]?(?:ทาง)?@?$)", PatternOptions()),
      bridge_(R"(^(?:[ ]?\n?[ ]?(?:id|ไอดี|oa|official(?: account)?|account|username|user|name|เบอร์โทร|เบอร์|ได้ที่|)"
              R"(มาที่|มาได้ที่|ที่นี่|ที่|นี้|มาเลย|มา|ได้เลย|เลย|คือ|is|ค่ะ|ครับ|คะ|นะคะ|แอดมิน|แอด|ร้าน|ส่วนตัว|)"
              R"(add|ชื่อ|shop|ช่อง|แฟนเพจ|เพจ|page|profile|at|@[ ]?[:=]|\p{So}\x{FE0F}?|[(){}\[\]/#&|)"
              R"(>:=?"'“‘*✓-]))*[ ]?\n?[ ]{0,2})",
              PatternOptions()),
      names_(R"([:=?]|\bid\b|ไอดี|user|ชื่อ|คือ)", PatternOptions()),
      call_before_(R"((?:โทร|เบอร์|tel|call|phone)[^\n]{0,16}$)", PatternOptions()),
      add_sign_(R"((?:แอด(?:มา)?(?:ที่|ได้ที่|เลย)?|add)[ :]{0,3}(@[A-Za-z0-9][A-Za-z0-9._\-]{2,29}))", PatternOptions()) {
  for (const RE2* pattern : {&asks_, &bridge_, &names_, &call_before_, &add_sign_}) CheckPattern(*pattern);
}

void HandleScanner::Scan(Findings& findings) const {
  for (const Platform* platform : {&line_, &tiktok_, &facebook_}) ScanBeforeLabel(*platform, findings);
  for (const Platform* platform : {&line_, &tiktok_, &facebook_}) ScanAfterLabel(*platform, findings);
  ForEachMatch(add_sign_, findings.text(),
               [&](size_t begin, size_t) { findings.Add(Kind::kLine, begin, HandleEnd(findings.text(), begin + 1)); });
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

// The handle that begins at `at`, or one that an @ announces a little further on.
std::optional<HandleScanner::Handle> HandleScanner::HandleNear(std::string_view text, size_t label_end, size_t at) {
  Handle handle{at, at, at, at < text.size() && text[at] == '@'};
  if (handle.sign) {
    while (at < text.size() && text[at] == '@') handle.begin = at++;
    if (at < text.size() && text[at] == ' ') ++at;  // LINE: @ shop
  } else if (at >= text.size() || !IsAlnum(text[at])) {
    // Thai words stand between.
    const std::string_view reach = text.substr(label_end, kSignWithinBytes);
    const size_t sign = reach.find('@');
    if (sign == std::string_view::npos || std::any_of(reach.begin(), reach.begin() + static_cast<ptrdiff_t>(sign), IsLatin))
      return std::nullopt;
    handle.begin = label_end + sign;
    handle.sign = true;
    at = handle.begin + 1;
  }
  if (at >= text.size() || !IsAlnum(text[at])) return std::nullopt;
  // Behind a letter the sign is an e-mail address's, unless that letter is the label's.
  if (handle.sign && handle.begin != label_end && IsAlnum(text[handle.begin - 1])) return std::nullopt;
  handle.name = at;
  handle.end = HandleEnd(text, at);
  return handle;
}

bool HandleScanner::IsConvincing(Kind kind, std::string_view text, const Handle& handle, std::string_view lead,
                                 std::string_view bridge, bool announced) const {
  if (handle.sign) return true;
  const std::string_view name = text.substr(handle.name, handle.end - handle.name);
  if (IsWord(name)) return false;
  if (!LooksLikeId(name)) {
    const bool asked = name.size() >= kAskedForMin && RE2::PartialMatch(ToPiece(lead), asks_);
    if ((!announced && !asked) || IsDisplayName(text, handle.name, handle.end)) return false;
  }
  if (!IsDigit(name[0])) return true;
  const bool number = std::all_of(name.begin(), name.end(), [](char c) { return IsDigit(c) || c == '-' || c == '.'; });
  if (number && kind == Kind::kLine && name.size() < kLineNumberMin) return false;
  // Elsewhere a number is a numeric id, and those have no dots.
  if (number && kind != Kind::kLine && (name.size() < kPlatformNumberMin || !std::all_of(name.begin(), name.end(), IsDigit)))
    return false;
  // "โทร/ไลน์ 081-234-5678" is a phone number first; so is one grouped like a phone number.
  const DigitGroups groups(text, handle.name);
  const size_t count = NationalPhone(groups);
  const bool called = RE2::PartialMatch(ToPiece(lead), call_before_) || RE2::PartialMatch(ToPiece(bridge), call_before_);
  return count == 0 || (count == 1 && !called);
}

void HandleScanner::ScanAfterLabel(const Platform& platform, Findings& findings) const {
  const std::string_view text = findings.text();
  ForEachMatch(platform.label, text, [&](size_t label_begin, size_t label_end) {
    // "online", "pipeline", "LINEs" are other words.
    if (IsLatin(text[label_begin]) && label_begin > 0 && IsAlnum(text[label_begin - 1])) return;
    if (IsLatin(text[label_end - 1]) && label_end < text.size() && IsAlnum(text[label_end])) return;
    if (!findings.Free(label_begin, label_end)) return;

    const size_t lead_begin = label_begin > kLookBackBytes ? label_begin - kLookBackBytes : 0;
    const std::string_view lead = text.substr(lead_begin, label_begin - lead_begin);
    const std::string_view rest = text.substr(label_end, kBridgeBytesMax);
    re2::StringPiece bridge;
    bridge_.Match(ToPiece(rest), 0, rest.size(), RE2::ANCHOR_START, &bridge, 1);
    const std::string_view label = text.substr(label_begin, label_end - label_begin);
    // "LINE ID" announces an id by itself.
    const bool announced = label.find_first_of("dD") != std::string_view::npos || RE2::PartialMatch(bridge, names_);

    const auto handle = HandleNear(text, label_end, label_end + bridge.size());
    if (!handle || !IsConvincing(platform.kind, text, *handle, lead, rest.substr(0, bridge.size()), announced)) return;
    std::string value(handle->sign ? "@" : "");
    value += text.substr(handle->name, handle->end - handle->name);
    findings.Add(platform.kind, handle->begin, handle->end, value);
  });
}

}  // namespace cybercheck::extract
