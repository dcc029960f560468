// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_host.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "indicator/canonical.h"
#include "indicator/idna.h"
#include "indicator/url_address.h"
#include "indicator/url_parts.h"
#include "indicator/url_path.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

// Every step shortens the host, writes it plainer or leaves it; real hosts settle in two rounds.
constexpr int kRoundsMax = 16;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void LowerAll(std::string& text) { std::transform(text.begin(), text.end(), text.begin(), Lower); }

// Source: url.spec.whatwg.org, "forbidden domain code point".
constexpr std::array<bool, 256> kForbidden = [] {
  std::array<bool, 256> forbidden{};
  for (int c = 0; c <= 0x20; ++c) forbidden[static_cast<size_t>(c)] = true;
  for (char c : std::string_view("#/:<>?@[\\]^|%\x7F")) forbidden[static_cast<unsigned char>(c)] = true;
  return forbidden;
}();

// Without dots at either end, and without empty labels.
void TidyDots(std::string& host) {
  size_t kept = 0;
  for (char c : host)
    if (c != '.' || (kept > 0 && host[kept - 1] != '.')) host[kept++] = c;
  if (kept > 0 && host[kept - 1] == '.') --kept;
  host.resize(kept);
}

void WriteAsIpv4(std::string& host) {
  if (!EndsInNumber(host)) return;
  if (const std::optional<uint32_t> address = ParseIpv4(host)) {
    host.clear();
    AppendIpv4(*address, host);
  }
}

// What a browser makes of a host whose escapes are undone; false where it finds no host.
bool ReadDomain(std::string_view domain, std::string& host) {
  if (base::IsAscii(domain)) {
    host.assign(domain);
    LowerAll(host);
  } else if (!DomainToAscii(domain, host)) {
    return false;
  }
  if (host.empty() || std::any_of(host.begin(), host.end(), [](char c) { return kForbidden[static_cast<unsigned char>(c)]; })) return false;
  if (!EndsInNumber(host)) return true;
  const std::optional<uint32_t> address = ParseIpv4(host);
  if (!address) return false;
  host.clear();
  AppendIpv4(*address, host);
  return true;
}

// One round. False: a bracketed host that is no IPv6 address.
bool Round(std::string_view raw, std::string& host, Host& result) {
  thread_local std::string unescaped, refanged;
  host.clear();
  if (raw.starts_with('[')) return raw.ends_with(']') && AppendIpv6(raw.substr(1, raw.size() - 2), host);
  unescaped.clear();
  AppendUnescapedOnce(raw, unescaped);
  if (ReadDomain(unescaped, host)) {
    TidyDots(host);
    WriteAsIpv4(host);
  } else {
    // The Safe Browsing way, which refuses nothing.
    result.visitable = false;
    unescaped.clear();
    AppendUnescaped(raw, unescaped);
    if (RefangAuthority(unescaped, refanged)) {
      unescaped.swap(refanged);
      result.refanged = true;
    }
    if (!ReadDomain(unescaped, host)) {
      LowerAll(unescaped);
      TidyDots(unescaped);
      WriteAsIpv4(unescaped);
      host.clear();
      AppendEscaped(unescaped, "/\\:?@[]", host);
      return true;
    }
    TidyDots(host);
    WriteAsIpv4(host);
  }
  if (RefangAuthority(host, refanged)) {
    host.swap(refanged);
    result.refanged = true;
  }
  return true;
}

}  // namespace

bool IsPlainHost(std::string_view host) noexcept {
  char before = '.';
  bool numeric = true;
  for (char c : host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!plain && (c != '.' || before == '.')) return false;
    if (before == '.') numeric = c >= '0' && c <= '9';
    before = c;
  }
  return before != '.' && !numeric;
}

bool IsAddress(std::string_view host) noexcept {
  if (host.starts_with('[')) return true;
  if (host.empty() || host.back() < '0' || host.back() > '9' || std::count(host.begin(), host.end(), '.') != 3) return false;
  return EndsInNumber(host) && ParseIpv4(host).has_value();
}

base::Result<Host> AppendCanonicalHost(std::string_view raw, std::string& out) {
  thread_local std::string before, after;
  const auto too_long = [](std::string_view text) { return text.size() >= kUrlBytesMax; };  // a slash must fit behind it
  if (too_long(raw)) return Fail(ErrorCode::kInvalidHost, "too long");
  Host host;
  before.assign(raw);
  for (int round = 0; round < kRoundsMax; ++round) {
    Host seen;
    if (!Round(before, after, seen)) return Fail(ErrorCode::kInvalidHost, "brackets hold no IPv6 address");
    if (round == 0) host.visitable = seen.visitable;
    host.refanged |= seen.refanged;
    if (after.empty()) return Fail(ErrorCode::kEmptyHost);
    if (too_long(after)) return Fail(ErrorCode::kInvalidHost, "too long");
    if (after == before || IsPlainHost(after)) {
      out.append(after);
      return host;
    }
    before.swap(after);
  }
  return Fail(ErrorCode::kInvalidHost, "no form of it is stable");
}

}  // namespace cybercheck::indicator
