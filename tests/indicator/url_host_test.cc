// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_host.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "indicator/url_address.h"
#include "indicator/url_parts.h"

namespace cybercheck::indicator {
namespace {

std::string HostFrom(std::string_view raw) {
  std::string out;
  const auto host = AppendCanonicalHost(raw, out);
  if (host.has_error()) return "! " + std::string(base::Describe(host.error().code).name);
  return out + (host->visitable ? "" : " not visitable");
}

TEST(UrlHostTest, Hosts) {
  EXPECT_EQ(HostFrom("%62ad.EXAMPLE."), "bad.example");
  EXPECT_EQ(HostFrom("ho%2Fst"), "ho%2Fst not visitable");
  EXPECT_EQ(HostFrom("%2562ad"), "bad not visitable");
  EXPECT_EQ(HostFrom("%25C3%25A4.x"), "xn--4ca.x not visitable") << "the lenient form goes through UTS #46 as well";
  EXPECT_EQ(HostFrom("..."), "! empty_host");
  EXPECT_EQ(HostFrom("[::1"), "! invalid_host");
  EXPECT_EQ(HostFrom("[::1]x"), "! invalid_host");
  EXPECT_EQ(HostFrom(std::string(9000, 'a')), "! invalid_host");
}

TEST(UrlHostTest, PlainHosts) {
  for (std::string_view host : {"a", "a.b", "a-b.c_d", "1a.b", "127.0.0.1.b", "xn--a"}) EXPECT_TRUE(IsPlainHost(host)) << host;
  for (std::string_view host : {"", ".", "a.", ".a", "a..b", "A", "a.1", "1", "a.0x", "a%b", "[::1]", "a b", "\xC3\xA4"})
    EXPECT_FALSE(IsPlainHost(host)) << host;
}

TEST(UrlHostTest, Addresses) {
  for (std::string_view host : {"1.2.3.4", "255.255.255.255", "[::1]"}) EXPECT_TRUE(IsAddress(host)) << host;
  for (std::string_view host : {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a.2.3.4", "1.2.3.a4"}) EXPECT_FALSE(IsAddress(host)) << host;
}

TEST(UrlAddressTest, Ipv4InEveryRadix) {
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    const auto address = static_cast<uint32_t>(random());
    std::string dotted;
    AppendIpv4(address, dotted);
    const unsigned parts = 1 + random() % 4;
    std::string written;
    for (unsigned part = 0; part < parts; ++part) {
      const uint32_t value = part + 1 < parts ? address >> (24 - 8 * part) & 0xFF : parts == 1 ? address : address & (0xFFFFFFFFu >> (8 * part));
      std::ostringstream number;
      switch (random() % 4) {
        case 0: number << value; break;
        case 1: number << "0x" << std::hex << value; break;
        case 2: number << "0X00" << std::hex << std::uppercase << value; break;
        default: number << "00" << std::oct << value;
      }
      written += (part ? "." : "") + number.str();
    }
    EXPECT_TRUE(EndsInNumber(written));
    ASSERT_EQ(ParseIpv4(written), address) << written;
    ASSERT_EQ(ParseIpv4(written + "."), address) << written;
    ASSERT_EQ(HostFrom(written), dotted) << written;
  }
  for (std::string_view bad : {"", ".", "256.1.1.1", "1.256.1.1", "1.2.3.256", "4294967296", "1.16777216", "1.2.65536", "08", "0x100000000", "1..2", "1.2.3.4.5", "a",
                               "1.2.3.4..", "99999999999999999999999999"})
    EXPECT_FALSE(ParseIpv4(bad).has_value()) << bad;
}

// Against the C library, which reads and writes the same addresses but for its own liking of embedded IPv4.
TEST(UrlAddressTest, Ipv6AgreesWithTheCLibrary) {
  std::mt19937 random(4);
  static constexpr const char* kPieces[] = {"0", "1", "ab", "FFFF", ":", "::", ":", ":", "0:", "1:", "0:0:", "1.2.3.4", "12345", "g", ".", "0db8"};
  size_t valid = 0;
  for (int i = 0; i < 300000; ++i) {
    std::string text;
    for (unsigned pieces = 1 + random() % 12; pieces > 0; --pieces) text += kPieces[random() % std::size(kPieces)];
    in6_addr address;
    const bool expected = inet_pton(AF_INET6, text.c_str(), &address) == 1;
    std::string ours;
    ASSERT_EQ(AppendIpv6(text, ours), expected) << text;
    if (!expected) continue;
    ++valid;
    char written[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &address, written, sizeof written);
    if (std::string_view(written).find('.') != std::string_view::npos) continue;  // mapped, or the C library's way of writing ::1.2.3.4
    ASSERT_TRUE(!ours.starts_with('[') || ours == "[" + std::string(written) + "]") << text << " gave " << ours;
  }
  EXPECT_GT(valid, 1000u);
  std::string v4;
  EXPECT_TRUE(AppendIpv6("64:ff9b::8.8.4.4", v4));
  EXPECT_EQ(v4, "8.8.4.4");
}

TEST(UrlPartsTest, Refang) {
  std::string out;
  EXPECT_FALSE(RefangAuthority("bad.example", out));
  EXPECT_FALSE(RefangAuthority("[2001:db8::1]", out));
  EXPECT_TRUE(RefangAuthority("a[.]b(dot)c{DOT}d[:]80", out));
  EXPECT_EQ(out, "a.b.c.d:80");
  EXPECT_TRUE(RefangAuthority("a[[.]]b", out));
  EXPECT_EQ(out, "a.b");
}

}  // namespace
}  // namespace cybercheck::indicator
