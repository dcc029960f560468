// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_path.h"

#include <algorithm>
#include <array>

namespace cybercheck::indicator {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that the three characters at `at` escape, or -1.
int EscapedByte(std::string_view text, size_t at) {
  if (at + 3 > text.size() || text[at] != '%') return -1;
  const int high = HexValue(text[at + 1]), low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

void AppendAndReduce(char c, size_t base, std::string& out) {
  out.push_back(c);
  while (out.size() >= base + 3) {
    const int byte = EscapedByte(out, out.size() - 3);
    if (byte < 0) break;
    out.resize(out.size() - 2);
    out.back() = static_cast<char>(byte);
  }
}

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (size_t c = 0x21; c < 0x7F; ++c) plain[c] = c != '#' && c != '%';
  return plain;
}();

// How many dots `segment` is made of, "%2e" counting as one; 0 when of anything else.
size_t DotCount(std::string_view segment) {
  size_t dots = 0;
  while (!segment.empty()) {
    const bool plain = segment[0] == '.';
    if (!plain && EscapedByte(segment, 0) != '.') return 0;
    segment.remove_prefix(plain ? 1 : 3);
    ++dots;
  }
  return dots;
}

// Appends `path` without its "." and ".." segments; with `collapse`, without empty segments but a last one, too.
void AppendResolved(std::string_view path, bool collapse, std::string& out) {
  const size_t base = out.size();
  while (!path.empty()) {
    path.remove_prefix(1);  // a slash
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool last = path.empty();
    const size_t dots = DotCount(segment);
    if (dots == 2) {
      if (const size_t slash = out.rfind('/'); slash != std::string::npos && slash >= base) out.resize(slash);
    }
    if (dots == 1 || dots == 2 || (collapse && segment.empty())) {
      if (last) out.push_back('/');
      continue;
    }
    out.push_back('/');
    out.append(segment);
  }
}

}  // namespace

void AppendUnescapedOnce(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size(); ++at) {
    const int byte = EscapedByte(text, at);
    out.push_back(byte < 0 ? text[at] : static_cast<char>(byte));
    if (byte >= 0) at += 2;
  }
}

// One pass instead of one per level: whenever the end of what was written became an escape, it is undone there. Two escapes
// never overlap, so the order in which they are undone does not matter.
void AppendUnescaped(std::string_view text, std::string& out) {
  const size_t base = out.size();
  while (!text.empty()) {
    const std::string_view tail = std::string_view(out).substr(std::max(base, out.size() - std::min<size_t>(out.size(), 2)));
    if (tail.find('%') == std::string_view::npos) {
      // Nothing an escape could end in: all up to the next percent sign stays.
      const size_t run = std::min(text.find('%'), text.size());
      out.append(text.substr(0, run));
      text.remove_prefix(run);
      if (text.empty()) break;
    }
    AppendAndReduce(text[0], base, out);
    text.remove_prefix(1);
  }
}

void AppendEscaped(std::string_view text, std::string_view also, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::array<bool, 256> plain = kPlain;
  for (char c : also) plain[static_cast<unsigned char>(c)] = false;
  for (size_t at = 0; at < text.size(); ++at) {
    size_t end = at;
    while (end < text.size() && plain[static_cast<unsigned char>(text[end])]) ++end;
    out.append(text.substr(at, end - at));
    at = end;
    if (at == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[at]);
    out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
}

void AppendCanonicalPath(std::string_view path, std::string& out) {
  if (path.empty()) return out.push_back('/');
  thread_local std::string visited, unescaped, resolved;
  visited.assign(path);
  std::replace(visited.begin(), visited.end(), '\\', '/');
  resolved.clear();
  AppendResolved(visited, false, resolved);  // what the browser asks for
  unescaped.clear();
  AppendUnescaped(resolved, unescaped);
  resolved.clear();
  AppendResolved(unescaped, true, resolved);
  AppendEscaped(resolved, "\\?", out);
}

void AppendCanonicalQuery(std::string_view query, std::string& out) {
  thread_local std::string unescaped;
  unescaped.clear();
  AppendUnescaped(query, unescaped);
  AppendEscaped(unescaped, "\\", out);
}

}  // namespace cybercheck::indicator
