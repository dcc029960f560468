// SPDX-License-Identifier: Apache-2.0
#include "extract/sender_scanner.h"

#include <string_view>

#include "extract/patterns.h"
#include "extract/script.h"

namespace cybercheck::extract {
namespace {

using indicator::Kind;

constexpr size_t kCharactersMax = 11;  // GSM 03.40: an alphanumeric originator has at most 11 characters
constexpr size_t kWordBytesMax = 88;   // a Thai sender is written with vowels and tones above its letters

// End of the run of characters from `at` on that are none of `stops`, at most `characters_max` of them.
size_t RunEnd(std::string_view text, size_t at, std::string_view stops, size_t characters_max) {
  for (; at < text.size() && characters_max > 0 && stops.find(text[at]) == std::string_view::npos; --characters_max)
    at += LetterAt(text, at).size;
  return at;
}

}  // namespace

SenderScanner::SenderScanner()
    : label_(R"(((?:ชื่อผู้ส่ง|ผู้ส่ง(?:ข้อความ|sms)?|sender(?:[ ]?(?:name|id))?|sms from|sms จาก)[ ]*[:=][ ]*[(\[]?))",
             PatternOptions()) {
  CheckPattern(label_);
}

void SenderScanner::Scan(Findings& findings) const {
  const std::string_view text = findings.text();
  ForEachMatch(label_, text, [&](size_t, size_t begin) {
    if (begin >= text.size()) return;
    size_t end = begin;
    if (const char quote = text[begin]; quote == '"' || quote == '\'') {
      ++begin;
      end = RunEnd(text, begin, {&quote, 1}, kWordBytesMax);
      if (end >= text.size() || text[end] != quote) return;
    } else {
      // The rest of the line where it is short enough to be a sender, else its first word.
      constexpr std::string_view kLineStops = "\n\r,;|()[]\"";
      end = RunEnd(text, begin, kLineStops, kCharactersMax);
      if (end < text.size() && kLineStops.find(text[end]) == std::string_view::npos)
        end = RunEnd(text, begin, " \n\r,;:|()[]\"", kWordBytesMax);
      while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '.')) --end;
    }
    if (end <= begin || text[begin] == '+' || IsDigit(text[begin])) return;
    findings.Add(Kind::kSmsSender, begin, end);
  });
}

}  // namespace cybercheck::extract
