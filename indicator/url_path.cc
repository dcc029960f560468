// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_path.h"

#include <algorithm>

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
  for (char c : text) {
    out.push_back(c);
    while (out.size() >= base + 3) {
      const int byte = EscapedByte(out, out.size() - 3);
      if (byte < 0) break;
      out.resize(out.size() - 2);
      out.back() = static_cast<char>(byte);
    }
  }
}

void AppendEscaped(std::string_view text, std::string_view also, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && byte != '#' && byte != '%' && also.find(c) == std::string_view::npos) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
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
