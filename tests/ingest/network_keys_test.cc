// SPDX-License-Identifier: Apache-2.0
#include "ingest/network_keys.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/timestamp.h"
#include "ingest/reporter_voice.h"

namespace cybercheck::ingest {
namespace {

int64_t At(const char* time) { return *base::ParseTimeMs(time) / 1000; }

// The secrets of a directory, in memory.
class FakeSecrets {
 public:
  NetworkKeys::Secrets Functions() {
    return {.get = [this](std::string_view name) -> base::Result<std::vector<uint8_t>> {
              auto& secret = secrets[std::string(name)];
              if (secret.empty()) secret.assign(32, static_cast<uint8_t>(++made));
              return secret;
            },
            .names = [this](std::string_view prefix) -> base::Result<std::vector<std::string>> {
              std::vector<std::string> names;
              for (const auto& [name, secret] : secrets)
                if (name.starts_with(prefix)) names.push_back(name);
              return names;
            },
            .destroy = [this](const std::vector<std::string>& names) -> base::Result<void> {
              for (const std::string& name : names) secrets.erase(name);
              return {};
            }};
  }
  std::map<std::string, std::vector<uint8_t>> secrets;
  int made = 0;
};

TEST(NetworkKeysTest, AVoiceIsOfANetworkAndAMonth) {
  FakeSecrets secrets;
  const int64_t november = At("2026-11-20T10:00:00+07:00");
  const auto keys = *NetworkKeys::Open(secrets.Functions(), november);
  const auto voice = [&](const char* address, int64_t at) { return *keys->Voice(address, at); };
  const std::string first = voice("203.0.113.7", november);
  EXPECT_TRUE(first.starts_with("net:"));
  EXPECT_EQ(first.size(), 36u);
  EXPECT_EQ(voice("203.0.113.250", november), first);
  EXPECT_EQ(voice("::ffff:203.0.113.9", november), first);
  EXPECT_NE(voice("203.0.114.7", november), first);
  EXPECT_EQ(voice("2001:db8:1:ffff::1", november), voice("2001:db8:1::2", november));
  EXPECT_NE(voice("2001:db8:1::1", november), voice("2001:db8:2::1", november));
  EXPECT_NE(voice("", november), first);
  EXPECT_EQ(voice("203.0.113.7", At("2026-11-30T23:59:59+07:00")), first);
  EXPECT_NE(voice("203.0.113.7", At("2026-12-01T00:00:00+07:00")), first);
}

TEST(NetworkKeysTest, KeysAreMadeAMonthAheadAndDestroyedAfterNinetyDays) {
  FakeSecrets secrets;
  secrets.secrets["requests"] = {1};
  const auto names = [&] {
    std::string out;
    for (const auto& [name, secret] : secrets.secrets) out += name + " ";
    return out;
  };
  const auto keys = *NetworkKeys::Open(secrets.Functions(), At("2026-11-20T10:00:00+07:00"));
  EXPECT_EQ(names(), "net_2026-11 net_2026-12 requests ");
  const auto voice = keys->Voice("203.0.113.7", At("2026-12-05T10:00:00+07:00"));
  ASSERT_TRUE(voice.has_value());
  EXPECT_EQ(names(), "net_2026-11 net_2026-12 net_2027-01 requests ");
  ASSERT_TRUE(keys->Voice("203.0.113.7", At("2027-02-28T10:00:00+07:00")).has_value());
  EXPECT_EQ(names(), "net_2026-11 net_2026-12 net_2027-01 net_2027-02 net_2027-03 requests ")
      << "November ended 90 days ago, not more";
  ASSERT_TRUE(keys->Voice("203.0.113.7", At("2027-03-01T10:00:00+07:00")).has_value());
  EXPECT_EQ(names(), "net_2026-12 net_2027-01 net_2027-02 net_2027-03 net_2027-04 requests ");
  // Not only on the first of a month: January is over for 90 days on the second of May.
  ASSERT_TRUE(keys->Voice("203.0.113.7", At("2027-05-01T23:59:59+07:00")).has_value());
  EXPECT_NE(names().find("net_2027-01"), std::string::npos);
  ASSERT_TRUE(keys->Voice("203.0.113.7", At("2027-05-02T00:00:01+07:00")).has_value());
  EXPECT_EQ(names().find("net_2027-01"), std::string::npos);
  // A server that slept for a year.
  ASSERT_TRUE(NetworkKeys::Open(secrets.Functions(), At("2028-03-01T10:00:00+07:00")).has_value());
  EXPECT_EQ(names(), "net_2028-03 net_2028-04 requests ");
}

TEST(NetworkKeysTest, OnlyNamesOfMonthsExpire) {
  EXPECT_EQ(
      ExpiredNetworkKeys({"net_2020-01", "net_2020-13", "net_x", "net_", "requests", "net_2020-1x"}, At("2026-11-20T10:00:00Z")),
      std::vector<std::string>{"net_2020-01"});
}

TEST(ReporterVoiceTest, Persons) {
  const std::vector<uint8_t> secret(32, 1), other(32, 2);
  const auto voice = PersonVoice(secret, "1101700230708");
  ASSERT_TRUE(voice.has_value());
  EXPECT_EQ(*PersonVoice(secret, "๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘"), *voice);
  EXPECT_NE(*PersonVoice(other, "1101700230708"), *voice);
  EXPECT_EQ(voice->find("1101700230708"), std::string::npos);
  for (const char* wrong : {"", "110170023070", "11017002307088", "1101700230709", "110170023070x"})
    EXPECT_TRUE(PersonVoice(secret, wrong).has_error()) << wrong;
}

}  // namespace
}  // namespace cybercheck::ingest
