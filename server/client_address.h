// SPDX-License-Identifier: Apache-2.0
// Where a request comes from. The word of X-Forwarded-For is taken only from proxies that are trusted, and only as far as they
// reach: the client is the rightmost hop that is none of them. Whatever stands left of it was written by the client itself.
// Pure; no allocation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::server {

// IPv4 in the first four bytes, or IPv6. An IPv4 address written as IPv6 (::ffff:192.0.2.1) is IPv4.
struct IpAddress {
  std::array<uint8_t, 16> bytes{};
  uint8_t bits = 0;  // 32 or 128; 0: none

  bool known() const { return bits != 0; }
  bool v4() const { return bits == 32; }
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};
// "192.0.2.1", "2001:db8::1"; nullopt: anything else, a port or a zone too.
std::optional<IpAddress> ParseIpAddress(std::string_view text) noexcept;

class IpPrefixes {
 public:
  // Addresses or prefixes, "10.0.0.0/8"; what is neither is left out (server/config.h has refused it).
  explicit IpPrefixes(const std::vector<std::string>& texts);
  IpPrefixes() = default;
  bool Contain(const IpAddress& address) const noexcept;
  bool empty() const { return prefixes_.empty(); }

 private:
  struct Prefix {
    IpAddress address;
    unsigned bits;
  };
  std::vector<Prefix> prefixes_;
};

// nullopt: not an address or prefix.
std::optional<unsigned> PrefixBitsOf(std::string_view text, IpAddress& address) noexcept;

struct ClientAddress {
  std::string_view text;  // as the peer's socket or the proxy gave it; empty: unknown
  IpAddress ip;
};
// `peer` is where the connection comes from; `forwarded_for` the value of X-Forwarded-For, empty where there is none. A hop that
// is no address ends the walk: the client is then the proxy that wrote it.
ClientAddress ClientOf(const ClientAddress& peer, std::string_view forwarded_for, const IpPrefixes& trusted) noexcept;

}  // namespace cybercheck::server
