// SPDX-License-Identifier: Apache-2.0
#include "server/client_address.h"

#include <gtest/gtest.h>

namespace cybercheck::server {
namespace {

struct Row {
  const char* peer;
  const char* forwarded_for;
  const char* client;
};

TEST(ClientAddressTest, TheRightmostHopThatIsNoTrustedProxy) {
  const IpPrefixes trusted({"10.0.0.0/8", "127.0.0.1", "2001:db8:1::/48", "192.0.2.128/25"});
  constexpr Row kRows[] = {
      {"203.0.113.9", "", "203.0.113.9"},
      {"203.0.113.9", "198.51.100.1", "203.0.113.9"},  // the peer's word is not taken
      {"10.1.2.3", "", "10.1.2.3"},                    // nothing said
      {"10.1.2.3", "198.51.100.1", "198.51.100.1"},
      {"10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1"},               // 1.1.1.1 was written by the client
      {"10.1.2.3", "1.1.1.1 ,\t198.51.100.1 , 10.9.9.9", "198.51.100.1"},  // two proxies
      {"10.1.2.3", "10.4.4.4, 10.5.5.5", "10.4.4.4"},                      // all trusted: the first of them
      {"10.1.2.3", "198.51.100.1, unknown", "10.1.2.3"},                   // no address: the proxy that wrote it
      {"10.1.2.3", "198.51.100.1:443", "10.1.2.3"},
      {"10.1.2.3", ",", "10.1.2.3"},
      {"10.1.2.3", "198.51.100.1,", "10.1.2.3"},
      {"10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1"},  // one client, one name
      {"10.1.2.3", "::ffff:10.7.7.7, 2001:db8:2::5", "2001:db8:2::5"},
      {"10.1.2.3", "198.51.100.7, ::ffff:10.7.7.7", "198.51.100.7"},
      {"2001:db8:1::7", "2001:db8:2::5", "2001:db8:2::5"},
      {"2001:db8:2::7", "2001:db8:1::5", "2001:db8:2::7"},
      {"192.0.2.200", "198.51.100.1", "198.51.100.1"},
      {"192.0.2.100", "198.51.100.1", "192.0.2.100"},
  };
  for (const Row& row : kRows) {
    const auto ip = ParseIpAddress(row.peer);
    ASSERT_TRUE(ip);
    const ClientAddress client = ClientOf({row.peer, *ip}, row.forwarded_for, trusted);
    EXPECT_EQ(client.text, row.client) << row.peer << " <- " << row.forwarded_for;
    EXPECT_EQ(client.ip, ParseIpAddress(row.client)) << row.peer << " <- " << row.forwarded_for;
    EXPECT_EQ(ClientOf({row.peer, *ip}, row.forwarded_for, {}).text, row.peer);  // nobody is trusted
  }
}

TEST(ClientAddressTest, WhatIsAnAddress) {
  EXPECT_TRUE(ParseIpAddress("::1"));
  EXPECT_EQ(ParseIpAddress("::ffff:192.0.2.1"), ParseIpAddress("192.0.2.1"));
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4x", "[::1]", "fe80::1%eth0", "1.2.3.4/8", "localhost",
                           "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"})
    EXPECT_FALSE(ParseIpAddress(text)) << text;
  EXPECT_FALSE(ParseIpAddress(std::string_view("1.2.3.4\0", 8)));
}

TEST(ClientAddressTest, WhatIsAPrefix) {
  IpAddress address;
  EXPECT_EQ(PrefixBitsOf("10.0.0.0/8", address), 8u);
  EXPECT_EQ(PrefixBitsOf("10.0.0.1", address), 32u);
  EXPECT_EQ(PrefixBitsOf("::/0", address), 0u);
  EXPECT_EQ(PrefixBitsOf("2001:db8::/48", address), 48u);
  for (const char* text : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "x/8"})
    EXPECT_FALSE(PrefixBitsOf(text, address)) << text;
  EXPECT_TRUE(IpPrefixes({"0.0.0.0/0"}).Contain(*ParseIpAddress("203.0.113.9")));
  EXPECT_FALSE(IpPrefixes({"0.0.0.0/0"}).Contain(*ParseIpAddress("2001:db8::1")));
}

}  // namespace
}  // namespace cybercheck::server
