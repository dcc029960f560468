// SPDX-License-Identifier: Apache-2.0
#include "server/notice_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace cybercheck::server {
namespace {

constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
constexpr size_t kHostBytesMax = 253;

bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool IsPort(const std::string& text) {
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failure == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

base::Error Refuse(std::string_view why) { return base::Fail(base::ErrorCode::kBadConfig, "notify.url: " + std::string(why)); }

}  // namespace

base::Result<NoticeUrl> ParseNoticeUrl(std::string_view text) {
  NoticeUrl url;
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
    url.tls = false;
  } else {
    return Refuse("must begin with https://");
  }
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '#' && c != '\\'; }))
    return Refuse("holds a character that no address has; write it as %XX");
  const size_t slash = text.find_first_of("/?");
  const std::string_view authority = text.substr(0, slash);
  if (authority.find('@') != std::string_view::npos)
    return Refuse("names a user: put what the other side asks for into notify.bearer_file");
  url.authority = authority;
  url.target = slash == std::string_view::npos ? "/" : std::string(text.substr(slash));
  if (url.target.front() != '/') url.target.insert(0, "/");
  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return Refuse("the address in brackets does not end");
    url.host = authority.substr(1, end - 1);
    in6_addr ignored{};
    if (inet_pton(AF_INET6, url.host.c_str(), &ignored) != 1) return Refuse("no IPv6 address stands in the brackets");
    port = authority.substr(end + 1);
  } else {
    const size_t colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    port = authority.substr(colon);
    if (url.host.empty() || url.host.size() > kHostBytesMax || url.host.find_first_not_of(kName) != std::string::npos)
      return Refuse("the host is a name of letters, digits, points and hyphens, or an address");
  }
  url.port = url.tls ? "443" : "80";
  if (!port.empty()) {
    url.port = port.substr(1);
    if (port.front() != ':' || !IsPort(url.port)) return Refuse("the port is a number from 1 to 65535");
  }
  if (!url.tls && !IsLoopback(url.host)) return Refuse("without TLS only to this machine itself (127.0.0.1, [::1], localhost)");
  return url;
}

}  // namespace cybercheck::server
