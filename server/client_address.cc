// SPDX-License-Identifier: Apache-2.0
#include "server/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace cybercheck::server {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// An IPv4 address written as IPv6 is named by its IPv4 part, so that one client has one name.
std::string_view PlainText(std::string_view text, const IpAddress& ip) {
  const size_t colon = text.rfind(':');
  return ip.v4() && colon != std::string_view::npos && text.find('.', colon) != std::string_view::npos ? text.substr(colon + 1)
                                                                                                       : text;
}

}  // namespace

std::optional<IpAddress> ParseIpAddress(std::string_view text) noexcept {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(terminated, text.data(), text.size());
  terminated[text.size()] = '\0';
  IpAddress address;
  if (inet_pton(AF_INET, terminated, address.bytes.data()) == 1) {
    address.bits = 32;
    return address;
  }
  if (inet_pton(AF_INET6, terminated, address.bytes.data()) != 1) return std::nullopt;
  address.bits = 128;
  if (std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin())) {
    std::copy(address.bytes.begin() + 12, address.bytes.end(), address.bytes.begin());
    std::fill(address.bytes.begin() + 4, address.bytes.end(), uint8_t{0});
    address.bits = 32;
  }
  return address;
}

std::optional<unsigned> PrefixBitsOf(std::string_view text, IpAddress& address) noexcept {
  const size_t slash = std::min(text.find('/'), text.size());
  const auto parsed = ParseIpAddress(text.substr(0, slash));
  if (!parsed) return std::nullopt;
  address = *parsed;
  unsigned bits = address.bits;
  if (slash == text.size()) return bits;
  const char* end = text.data() + text.size();
  const auto [after, failure] = std::from_chars(text.data() + slash + 1, end, bits);
  if (failure != std::errc{} || after != end || bits > address.bits) return std::nullopt;
  return bits;
}

IpPrefixes::IpPrefixes(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    IpAddress address;
    if (const auto bits = PrefixBitsOf(text, address)) prefixes_.push_back({address, *bits});
  }
}

bool IpPrefixes::Contain(const IpAddress& address) const noexcept {
  return std::any_of(prefixes_.begin(), prefixes_.end(), [&address](const Prefix& prefix) {
    if (prefix.address.bits != address.bits) return false;
    const unsigned whole = prefix.bits / 8, rest = prefix.bits % 8;
    if (std::memcmp(prefix.address.bytes.data(), address.bytes.data(), whole) != 0) return false;
    return rest == 0 || ((prefix.address.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
  });
}

ClientAddress ClientOf(const ClientAddress& peer, std::string_view forwarded_for, const IpPrefixes& trusted) noexcept {
  ClientAddress client = peer;
  while (!forwarded_for.empty() && client.ip.known() && trusted.Contain(client.ip)) {
    const size_t comma = forwarded_for.rfind(',');
    const std::string_view hop = Trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    forwarded_for = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
    const auto ip = ParseIpAddress(hop);
    if (!ip) break;
    client = {PlainText(hop, *ip), *ip};
  }
  return client;
}

}  // namespace cybercheck::server
