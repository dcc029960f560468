// SPDX-License-Identifier: Apache-2.0
#include "extract/url_tail.h"

#include <algorithm>
#include <string_view>

#include "extract/script.h"

namespace cybercheck::extract {
namespace {

constexpr size_t kPortDigitsMax = 5;

// Thai month abbreviations: "bit.ly/x-20ก.ย." is an address and the last day of an offer.
constexpr std::string_view kMonths[] = {"ม.ค", "ก.พ", "มี.ค", "เม.ย", "พ.ค", "มิ.ย", "ก.ค", "ส.ค", "ก.ย", "ต.ค", "พ.ย", "ธ.ค",
                                        "มค",  "กพ",  "มีค",  "เมย",  "พค",  "มิย",  "กค",  "สค",  "กย",  "ตค",  "พย",  "ธค"};

size_t PortEnd(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != ':') return at;
  size_t end = at + 1;
  while (end < text.size() && IsDigit(text[end])) ++end;
  const size_t digits = end - at - 1;
  return digits >= 2 && digits <= kPortDigitsMax ? end : at;
}

// How many bytes of the path stand at `at`; 0 at its end.
size_t PathCharacter(const FoldedText& folded, size_t at) {
  const std::string_view text = folded.text();
  const auto byte = static_cast<uint8_t>(text[at]);
  if (byte < 0x80) {
    if (byte <= ' ' || byte == 0x7F || std::string_view("\"<>`").find(text[at]) != std::string_view::npos) return 0;
    return folded.WrittenAscii(at) ? 1 : 0;
  }
  const Letter letter = LetterAt(text, at);
  return letter.script == Script::kSpaced ? letter.size : 0;
}

// Cuts at a second URL written into the first without a space; one that is a part of it stands after = / or ?.
size_t CutAtNextScheme(std::string_view text, size_t begin, size_t end) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    for (size_t at = text.substr(0, end).find(scheme, begin + 1); at != std::string_view::npos;
         at = text.substr(0, end).find(scheme, at + 1)) {
      const char before = text[at - 1];
      const bool escape = at >= 3 && text[at - 3] == '%';
      if ((IsAlnum(before) && !escape) || before == ',' || before == ';' || before == '|' || before == ')') end = at;
    }
  }
  return end;
}

size_t CutDate(std::string_view text, size_t begin, size_t end) {
  if (std::none_of(std::begin(kMonths), std::end(kMonths),
                   [&](std::string_view month) { return text.substr(end, month.size()) == month; }))
    return end;
  size_t at = end;
  while (at > begin && end - at < 2 && IsDigit(text[at - 1])) --at;
  return at < end && at > begin + 1 && text[at - 1] == '-' ? at - 1 : end;
}

size_t TrimPunctuation(std::string_view text, size_t begin, size_t end) {
  // Brackets are counted once; every closing one that is cut lowers the count.
  std::ptrdiff_t open[3] = {0, 0, 0};
  const std::string_view opening = "([{";
  const std::string_view closing = ")]}";
  for (size_t i = begin; i < end; ++i) {
    if (const size_t o = opening.find(text[i]); o != std::string_view::npos) ++open[o];
    if (const size_t c = closing.find(text[i]); c != std::string_view::npos) --open[c];
  }
  while (end > begin) {
    const char last = text[end - 1];
    if (std::string_view(".,;:!?'*|").find(last) != std::string_view::npos) {
      --end;
    } else if (const size_t c = closing.find(last); c != std::string_view::npos && open[c] < 0) {
      ++open[c];
      --end;
    } else if (const size_t o = opening.find(last); o != std::string_view::npos) {
      --open[o];
      --end;
    } else {
      break;
    }
  }
  return end;
}

}  // namespace

size_t UrlEnd(const FoldedText& folded, size_t host_end) {
  const std::string_view text = folded.text();
  const size_t begin = PortEnd(text, host_end);
  if (begin >= text.size() || std::string_view("/?#\\").find(text[begin]) == std::string_view::npos) return begin;
  size_t end = begin;
  while (end < text.size()) {
    const size_t size = PathCharacter(folded, end);
    if (size == 0) break;
    end += size;
  }
  end = CutDate(text, begin, CutAtNextScheme(text, begin, end));
  return TrimPunctuation(text, begin, end);
}

}  // namespace cybercheck::extract
