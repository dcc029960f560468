// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_parts.h"

#include <algorithm>

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsLetter(char c) { return Lower(c) >= 'a' && Lower(c) <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSlash(char c) { return c == '/' || c == '\\'; }
bool IsOpening(char c) { return c == '[' || c == '(' || c == '{'; }
bool IsClosing(char c) { return c == ']' || c == ')' || c == '}'; }

size_t AuthorityEnd(std::string_view text) {
  const auto ends = [](char c) { return IsSlash(c) || c == '?' || c == '#'; };
  return static_cast<size_t>(std::find_if(text.begin(), text.end(), ends) - text.begin());
}

// "bad\.example": dots as a regular expression has them. Such a backslash ends no authority as long as no dot stands before it that is written
// plainly: of "good.com\.evil.com" a browser visits good.com, of "bad\.example" nothing.
size_t EscapedAuthorityEnd(std::string_view text) {
  size_t end = AuthorityEnd(text);
  for (size_t from = 0; text.substr(end).starts_with("\\.") && text.substr(from, end - from).find('.') == std::string_view::npos;) {
    from = end + 2;
    end = from + AuthorityEnd(text.substr(from));
  }
  return end;
}

bool EqualsLower(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) { return Lower(a) == b; });
}

struct Defanged {
  std::string_view written;
  char meant;
};
// What stands for a dot or colon in an authority; longer forms hold no shorter one at their end.
constexpr Defanged kDefanged[] = {
    {"[.]", '.'},     {"(.)", '.'},     {"{.}", '.'},     {"[,]", '.'},     {"^.", '.'},      {"[dot]", '.'},   {"(dot)", '.'},
    {"{dot}", '.'},   {"[punto]", '.'}, {"(punto)", '.'}, {"{punto}", '.'}, {"[จุด]", '.'},   {"(จุด)", '.'},   {"{จุด}", '.'},
    {"[:]", ':'},     {"(:)", ':'},
};

// A scheme as analysts and chat users write it, so that nobody can click it: hxxp, hXXps, htt[p], h**p, http[:]//, http: //.
struct Scheme {
  size_t size = 0;  // where the authority's slashes begin; 0 = none found
  bool refanged = false;
};

Scheme ReadWebScheme(std::string_view text) {
  constexpr size_t kNameMax = 5;
  char name[kNameMax];
  size_t length = 0, at = 0;
  bool open = false;  // a bracket is still open at the colon: "http[:]//", "http[://]"
  Scheme scheme;
  const auto skip = [&](auto is) {
    while (at < text.size() && is(text[at])) ++at, scheme.refanged = true;
  };
  for (; at < text.size() && text[at] != ':'; ++at) {
    if (IsLetter(text[at]) || text[at] == '*' || text[at] == '_') {
      if (length == kNameMax) return {};
      name[length++] = Lower(text[at]);
    } else if (IsOpening(text[at]) || IsClosing(text[at])) {
      scheme.refanged = true;
      open = IsOpening(text[at]);
    } else {
      return {};
    }
  }
  if (at == text.size()) return {};
  std::string_view written(name, length);
  if (written != "http" && written != "https" && written != "ftp") {
    if (written.ends_with('s')) written.remove_suffix(1);
    if (written != "hxxp" && written != "hxtp" && written != "htxp" && written != "h**p" && written != "h__p" && written != "fxp" &&
        written != "xxxx")
      return {};
    scheme.refanged = true;
  }
  ++at;
  if (open && at < text.size() && IsClosing(text[at])) skip(IsClosing), open = false;
  if (text.substr(at).find_first_not_of(' ') != std::string_view::npos && text[at] == ' ' &&
      IsSlash(text[text.find_first_not_of(' ', at)]))
    skip([](char c) { return c == ' '; });
  scheme.size = at;
  while (at < text.size() && IsSlash(text[at])) ++at;
  if (open && at > scheme.size && at < text.size() && IsClosing(text[at])) skip(IsClosing), scheme.size = at;
  return scheme;
}

// Decimal port up to 65535; none at all is fine ("host:").
bool IsPort(std::string_view port) {
  unsigned value = 0;
  for (char c : port) {
    if (!IsDigit(c)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > 65535) return false;
  }
  return true;
}

// Whether scheme-less text starts with the name of some other scheme ("mailto:", "javascript:"), not with host:port.
bool HasOtherScheme(std::string_view text) {
  if (text.empty() || !IsLetter(text[0])) return false;
  size_t colon = 1;
  const auto in_name = [](char c) { return IsLetter(c) || IsDigit(c) || c == '+' || c == '-' || c == '.'; };
  while (colon < text.size() && in_name(text[colon])) ++colon;
  if (colon == text.size() || text[colon] != ':') return false;
  const std::string_view rest = text.substr(colon + 1);
  if (rest.size() >= 2 && IsSlash(rest[0]) && IsSlash(rest[1])) return true;
  const std::string_view name = text.substr(0, colon);
  if (name.find('.') != std::string_view::npos) return false;
  for (std::string_view dialled : {"tel", "sms", "smsto", "callto"})
    if (EqualsLower(name, dialled)) return true;
  const std::string_view port = rest.substr(0, AuthorityEnd(rest));
  return port.empty() || !IsPort(port);
}

}  // namespace

bool RefangAuthority(std::string_view text, std::string& out) {
  if (std::none_of(text.begin(), text.end(), [](char c) { return IsOpening(c) || c == '^'; })) return false;
  out.clear();
  bool changed = false;
  for (size_t at = 0; at < text.size(); ++at) {
    out.push_back(text[at]);
    // A replacement can complete another form, so its end is looked at again.
    for (bool again = text[at] == '.' || IsClosing(text[at]); again;) {
      again = false;
      for (const Defanged& form : kDefanged) {
        const size_t size = form.written.size();
        if (out.size() < size || !EqualsLower(std::string_view(out).substr(out.size() - size), form.written)) continue;
        out.resize(out.size() - size);
        out.push_back(form.meant);
        changed = again = true;
        break;
      }
    }
    for (std::string_view www : {"[www]", "(www)"})
      if (IsClosing(out.back()) && out.size() >= www.size() && EqualsLower(std::string_view(out).substr(out.size() - www.size()), www)) {
        out.resize(out.size() - www.size());
        out.append("www");
        changed = true;
      }
  }
  return changed;
}

base::Result<UrlParts> SplitUrl(std::string_view text, std::string& buffer) {
  UrlParts parts;
  if (text.size() >= 5 && EqualsLower(text.substr(0, 5), "line:")) {
    parts.line = true;
    return parts;
  }
  const Scheme scheme = ReadWebScheme(text);
  parts.refanged = scheme.refanged;
  if (scheme.size > 0) {
    text.remove_prefix(scheme.size);
    while (!text.empty() && IsSlash(text[0])) text.remove_prefix(1);
  } else if (!text.empty() && IsSlash(text[0])) {
    if (text.size() < 2 || !IsSlash(text[1])) return Fail(ErrorCode::kEmptyHost, "it starts with a path");
    while (!text.empty() && IsSlash(text[0])) text.remove_prefix(1);
  } else if (HasOtherScheme(text)) {
    return Fail(ErrorCode::kUnsupportedScheme);
  }

  const size_t end = EscapedAuthorityEnd(text);
  std::string_view authority = text.substr(0, end);
  std::string_view rest = text.substr(end);
  thread_local std::string unescaped;
  const bool escaped = authority.find('\\') != std::string_view::npos;
  if (escaped) {
    unescaped.assign(authority);
    std::erase(unescaped, '\\');
    authority = unescaped;
  }
  const bool refanged = RefangAuthority(authority, buffer);
  if (escaped && !refanged) buffer = unescaped;
  if (escaped || refanged) {
    parts.refanged = true;
    authority = buffer;
  }

  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    parts.userinfo = true;
    authority.remove_prefix(at + 1);
  }
  const size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  const size_t colon = bracket == std::string_view::npos ? bracket : authority.find(':', bracket);
  parts.host = authority.substr(0, colon);
  if (parts.host.empty()) return Fail(ErrorCode::kEmptyHost);
  if (colon != std::string_view::npos && !IsPort(authority.substr(colon + 1))) return Fail(ErrorCode::kInvalidPort);

  rest = rest.substr(0, rest.find('#'));
  const size_t question = std::min(rest.find('?'), rest.size());
  parts.path = rest.substr(0, question);
  parts.query = rest.substr(std::min(question + 1, rest.size()));
  return parts;
}

}  // namespace cybercheck::indicator
