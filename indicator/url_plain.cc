// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_plain.h"

#include <array>
#include <cstdint>

#include "indicator/canonical.h"

namespace cybercheck::indicator {
namespace {

// What a byte is in a host: itself in lower case, or 0 where the host ends or the long way must be taken.
constexpr std::array<char, 256> kHostByte = [] {
  std::array<char, 256> table{};
  for (size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = static_cast<char>(c);
  for (size_t c = '0'; c <= '9'; ++c) table[c] = static_cast<char>(c);
  table['-'] = '-';
  table['_'] = '_';
  table['.'] = '.';
  return table;
}();

// Bytes of a path or query that stay as they are and mean nothing.
constexpr std::array<bool, 256> kInert = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0x21; c < 0x7F; ++c) table[c] = true;
  for (char c : std::string_view("#%\\/?")) table[static_cast<size_t>(c)] = false;
  return table;
}();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// After "http://" or "https://"; 0 when there is no such scheme.
size_t SchemeSize(std::string_view url) {
  if (url.size() < 8 || (url[0] | 32) != 'h' || (url[1] | 32) != 't' || (url[2] | 32) != 't' || (url[3] | 32) != 'p') return 0;
  const size_t colon = (url[4] | 32) == 's' ? 5 : 4;
  return url[colon] == ':' && url[colon + 1] == '/' && url[colon + 2] == '/' ? colon + 3 : 0;
}

// Past a port; npos when it is none. `at` is after the colon.
size_t SkipPort(std::string_view url, size_t at) {
  uint32_t port = 0;
  for (; at < url.size() && IsDigit(url[at]); ++at) {
    port = port * 10 + static_cast<uint32_t>(url[at] - '0');
    if (port > 65535) return std::string_view::npos;
  }
  return at;
}

}  // namespace

bool WritePlainForm(std::string_view url, std::string& form) {
  if (url.size() > kUrlBytesMax) return false;
  const size_t size = url.size();
  size_t at = SchemeSize(url);
  const bool scheme = at > 0;

  form.resize(size - at + 1);
  char* out = form.data();
  char before = '.';
  bool numeric = false;
  for (; at < size; ++at) {
    const char c = kHostByte[static_cast<unsigned char>(url[at])];
    if (c == 0) break;
    if (before == '.') {
      if (c == '.') return false;
      numeric = IsDigit(c);
    }
    *out++ = before = c;
  }
  if (before == '.' || numeric) return false;
  if (at < size && url[at] == ':') {
    // Without a scheme "name:digits" is a host and port only if nothing but a path follows; the long way knows.
    if (!scheme) return false;
    at = SkipPort(url, at + 1);
    if (at == std::string_view::npos) return false;
  }
  if (at < size && url[at] != '/' && url[at] != '?' && url[at] != '#') return false;

  if (at == size || url[at] != '/') *out++ = '/';
  for (bool query = false; at < size; ++at) {
    const char c = url[at];
    if (!kInert[static_cast<unsigned char>(c)]) {
      if (c == '#') {
        // What follows is dropped, but spaces at its end are trimmed first and controls never matter: nothing to look at.
        break;
      } else if (c == '?') {
        if (!query && (at + 1 == size || url[at + 1] == '#')) break;
        query = true;
      } else if (c == '/') {
        if (!query && at + 1 < size && (url[at + 1] == '/' || url[at + 1] == '.')) return false;
      } else {
        return false;
      }
    }
    *out++ = c;
  }
  form.resize(static_cast<size_t>(out - form.data()));
  return true;
}

}  // namespace cybercheck::indicator
