// SPDX-License-Identifier: Apache-2.0
// IP addresses in hosts, as url.spec.whatwg.org reads them ("IPv4 parser", "IPv6 parser", "IPv6 serializer").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cybercheck::indicator {

// Whether a browser takes `host` for an IPv4 address, well-formed or not: its last label that is not empty is a number.
bool EndsInNumber(std::string_view host) noexcept;
// One to four parts, each decimal, octal (0…) or hexadecimal (0x…); one dot may follow.
std::optional<uint32_t> ParseIpv4(std::string_view host) noexcept;
void AppendIpv4(uint32_t address, std::string& out);

// `text` without its brackets. Appends "[2001:db8::1]", or the IPv4 address it maps (::ffff:0:0/96, 64:ff9b::/96); false when
// it is no IPv6 address.
bool AppendIpv6(std::string_view text, std::string& out);

}  // namespace cybercheck::indicator
