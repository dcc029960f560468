// SPDX-License-Identifier: Apache-2.0
#include "tests/extract/marked_text.h"

namespace cybercheck::extract {
namespace {

constexpr std::string_view kOpen = "⟦";
constexpr std::string_view kClose = "⟧";

std::string Unescape(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '\\' || i + 1 == s.size()) {
      out += s[i];
      continue;
    }
    switch (s[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'z':
        out += "\u200B";
        break;
      case 's':
        out += "\u00A0";
        break;
      default:
        out += {'\\', s[i]};
    }
  }
  return out;
}

}  // namespace

MarkedText ParseMarkedText(std::string_view line) {
  MarkedText marked;
  while (!line.empty()) {
    const size_t open = line.find(kOpen);
    marked.text += Unescape(line.substr(0, open));
    if (open == std::string_view::npos) break;
    line.remove_prefix(open + kOpen.size());
    const size_t close = line.find(kClose);
    const std::string_view mark = line.substr(0, close);
    line.remove_prefix(close + kClose.size());
    const size_t bar = mark.find('|');
    std::string_view text = mark.substr(bar + 1);
    const size_t second = text.find('|');
    Expected expected{marked.text.size(), 0, std::string(mark.substr(0, bar)), {}};
    if (second != std::string_view::npos) expected.form = text.substr(second + 1);
    marked.text += Unescape(text.substr(0, second));
    expected.end = marked.text.size();
    marked.expected.push_back(std::move(expected));
  }
  return marked;
}

}  // namespace cybercheck::extract
