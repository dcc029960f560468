// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_form.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/text_form.h"
#include "indicator/url_host.h"
#include "indicator/url_parts.h"
#include "indicator/url_path.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

// What browsers drop from a URL wherever it stands.
std::string_view DropBreaks(std::string_view text, std::string& buffer) {
  // Not find_first_of, which calls memchr once a byte.
  const auto is_break = [](char c) { return c == '\t' || c == '\r' || c == '\n'; };
  if (std::none_of(text.begin(), text.end(), is_break)) return text;
  buffer.assign(text);
  std::erase_if(buffer, is_break);
  return buffer;
}

bool IsUnseen(char32_t c) { return c <= 0x20 || IsZeroWidth(c) || IsOddSpace(c); }

// Without the spaces and invisible characters that came along when the URL was copied.
std::string_view TrimUnseen(std::string_view text) {
  while (!text.empty()) {
    const base::CodePoint c = base::DecodeUtf8(text, 0);
    if (!IsUnseen(c.value)) break;
    text.remove_prefix(c.size);
  }
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    const base::CodePoint c = base::DecodeUtf8(text, last);
    if (c.size != text.size() - last || !IsUnseen(c.value)) break;
    text.remove_suffix(c.size);
  }
  return text;
}

// What stands in <http://…> or "http://…", as mail and texts quote an address. A form of ours never begins like that.
std::string_view Unquoted(std::string_view text) {
  constexpr std::string_view kOpening = "<\"'", kClosing = ">\"'";
  const size_t quote = text.size() < 2 ? std::string_view::npos : kOpening.find(text.front());
  if (quote == std::string_view::npos || text.back() != kClosing[quote]) return text;
  const std::string_view inside = text.substr(1, text.size() - 2);
  std::string scheme(inside.substr(0, std::min<size_t>(inside.find("://"), 6)));
  std::ranges::transform(scheme, scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool web = scheme == "http" || scheme == "https" || scheme == "hxxp" || scheme == "hxxps" || scheme == "ftp";
  return web ? inside : text;
}

// `text` without what nobody sees; joiners are left, since they spell words in some scripts. UTS #46 does the same for hosts.
std::string_view DropUnseen(std::string_view text, std::string& buffer) {
  if (base::IsAscii(text)) return text;
  buffer.clear();
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    const size_t size = std::max<size_t>(c.size, 1);
    if (!IsZeroWidth(c.value) || c.value == 0x200C || c.value == 0x200D) buffer.append(text.substr(at, size));
    at += size;
  }
  return buffer;
}

// The same URL with full-width ASCII narrowed and all that nobody sees dropped; for text in which a browser finds no host.
std::string_view Narrowed(std::string_view text, std::string& buffer) {
  buffer.clear();
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    const size_t size = std::max<size_t>(c.size, 1);
    if (c.value >= 0xFF01 && c.value <= 0xFF5E) {
      buffer.push_back(static_cast<char>(c.value - 0xFF01 + '!'));
    } else if (!IsZeroWidth(c.value)) {
      buffer.append(text.substr(at, size));
    }
    at += size;
  }
  return buffer;
}

// Cuts `text` to `size_max` bytes, not inside an escape or a character.
std::string_view Cut(std::string_view text, size_t size_max, bool& truncated) {
  if (text.size() <= size_max) return text;
  truncated = true;
  size_t end = size_max;
  for (size_t back = 1; back <= 2 && back <= end; ++back)
    if (text[end - back] == '%') end -= back;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Cuts a form so that it is still its own canonical form: no half escape, no "." or ".." at the end of the path, no bare '?'.
void CutForm(std::string& form, bool& truncated) {
  if (form.size() <= kUrlBytesMax) return;
  form.resize(Cut(form, kUrlBytesMax, truncated).size());
  const size_t query = form.find('?');
  if (query == std::string::npos) {
    const size_t slash = form.rfind('/');
    if (form.find_first_not_of('.', slash + 1) == std::string::npos) form.resize(slash + 1);
  } else if (query + 1 == form.size()) {
    form.pop_back();
  }
}

struct Written {
  Host host;
  UrlParts parts;
};

base::Result<Written> WriteForm(std::string_view text, std::string& form, bool& truncated) {
  thread_local std::string refanged, seen;
  Written written;
  ASSIGN_OR_RETURN(written.parts, SplitUrl(text, refanged));
  if (written.parts.line) return written;
  form.clear();
  ASSIGN_OR_RETURN(written.host, AppendCanonicalHost(written.parts.host, form));
  const size_t room = kUrlBytesMax - std::min(written.parts.host.size(), kUrlBytesMax);
  const std::string_view path = Cut(written.parts.path, room, truncated);
  const std::string_view query = path.size() < written.parts.path.size() ? "" : Cut(written.parts.query, room - path.size(), truncated);
  AppendCanonicalPath(DropUnseen(path, seen), form);
  const std::string_view seen_query = DropUnseen(query, seen);
  if (!seen_query.empty()) {
    form.push_back('?');
    AppendCanonicalQuery(seen_query, form);
  }
  CutForm(form, truncated);
  return written;
}

}  // namespace

base::Result<UrlScheme> WriteUrlForm(std::string_view url, Canonical& out) {
  thread_local std::string unbroken, narrow, narrow_form;
  const std::string_view text = Unquoted(TrimUnseen(DropBreaks(url, unbroken)));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  auto written = WriteForm(text, out.key.form, out.truncated);
  const bool doubtful = written.has_error() || (!written->parts.line && !written->host.visitable);
  if (doubtful && !base::IsAscii(text)) {
    bool truncated = false;
    auto again = WriteForm(Narrowed(text, narrow), narrow_form, truncated);
    if (again.has_value() && (written.has_error() || again->parts.line || again->host.visitable)) {
      again->parts.refanged = true;
      out.key.form.swap(narrow_form);
      out.truncated = truncated;
      written = std::move(again);
    }
  }
  if (written.has_error()) return std::move(written).error();
  if (written->parts.line) return UrlScheme::kLine;
  out.visitable = written->host.visitable;
  out.userinfo = written->parts.userinfo;
  out.refanged = written->parts.refanged || written->host.refanged;
  return UrlScheme::kWeb;
}

}  // namespace cybercheck::indicator
