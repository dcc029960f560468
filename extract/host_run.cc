// SPDX-License-Identifier: Apache-2.0
#include "extract/host_run.h"

#include "extract/script.h"

namespace cybercheck::extract {
namespace {

constexpr std::string_view kDots[] = {"[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[,]", "\\.", "^.", "[DOT]", "(DOT)"};

// End of the label that begins at `at`; `at` itself when none does. Hyphens and underscores only between letters.
size_t LabelEnd(std::string_view text, size_t at, bool mixed, bool& unspaced) {
  size_t end = at;
  Script first = Script::kNone;
  while (at < text.size()) {
    if (text[at] == '-' || text[at] == '_') {
      if (first == Script::kNone) break;
      ++at;
      continue;
    }
    const Letter letter = LetterAt(text, at);
    if (letter.script == Script::kNone) break;
    if (first == Script::kNone) {
      first = letter.script;
    } else if (!mixed && (letter.script == Script::kUnspaced) != (first == Script::kUnspaced)) {
      break;
    }
    at += letter.size;
    end = at;
  }
  unspaced = first == Script::kUnspaced;
  return end;
}

}  // namespace

std::string HostRun::Written(std::string_view text) const {
  std::string written;
  for (const Label& label : labels) {
    if (!written.empty()) written += '.';
    written += text.substr(label.begin, label.end - label.begin);
  }
  return written;
}

size_t DotAt(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == '.') return 1;
  for (const std::string_view dot : kDots)
    if (text.substr(at, dot.size()) == dot) return dot.size();
  return 0;
}

void ReadHostRun(std::string_view text, size_t at, bool mixed, HostRun& out) {
  out.labels.clear();
  out.refanged = false;
  bool refanged = false;
  for (;;) {
    bool unspaced = false;
    const size_t end = LabelEnd(text, at, mixed, unspaced);
    if (end == at) return;
    out.labels.push_back({at, end, unspaced});
    out.refanged |= refanged;
    // "bad [.] example": one space on either side of a dot in brackets, none around a plain one.
    size_t dot_at = end;
    if (dot_at + 1 < text.size() && text[dot_at] == ' ' && DotAt(text, dot_at + 1) > 1) ++dot_at;
    const size_t dot = DotAt(text, dot_at);
    if (dot == 0) return;
    refanged = dot > 1;
    at = dot_at + dot;
    if (refanged && at < text.size() && text[at] == ' ') ++at;
    if (at >= text.size()) return;
  }
}

}  // namespace cybercheck::extract
