// SPDX-License-Identifier: Apache-2.0
#include "server/limits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "server/config.h"

namespace cybercheck::server {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kStart = 5'000 * kSecond;

Caller From(std::string_view address) {
  Caller caller;
  caller.address = address;
  caller.ip = *ParseIpAddress(address);
  return caller;
}

std::string InstallNamed(unsigned number) {
  char text[33];
  std::snprintf(text, sizeof text, "%032x", number);
  return text;
}

// What the table is held to: a TAT for each key in a map.
class SlowModel {
 public:
  bool Take(uint64_t key, const Rate& rate, int64_t now_ns) {
    int64_t& tat_ns = tats_.try_emplace(key, 0).first->second;
    const int64_t next_ns = std::max(tat_ns, now_ns) + rate.interval_ns();
    if (next_ns - now_ns > rate.interval_ns() * static_cast<int64_t>(rate.quota)) return false;
    tat_ns = next_ns;
    return true;
  }

 private:
  std::map<uint64_t, int64_t> tats_;
};

TEST(RateTableTest, TheQuotaAtOnceAndThenOneByOne) {
  RateTable table(64);
  const Rate rate{.quota = 10, .window_ns = 60 * kSecond};
  int64_t now = kStart;
  for (uint64_t left = 10; left-- > 0;) {
    const auto state = table.Take(1, rate, 1, now);
    EXPECT_TRUE(state.allowed);
    EXPECT_EQ(state.remaining, left);
  }
  auto state = table.Take(1, rate, 1, now);
  EXPECT_FALSE(state.allowed);
  EXPECT_EQ(state.wait_ns, 6 * kSecond);
  EXPECT_EQ(state.reset_ns, 60 * kSecond);
  EXPECT_TRUE(table.Take(2, rate, 1, now).allowed);
  EXPECT_FALSE(table.Take(1, rate, 1, now + 6 * kSecond - 1).allowed);
  EXPECT_TRUE(table.Take(1, rate, 1, now + 6 * kSecond).allowed);
  EXPECT_FALSE(table.Take(1, rate, 1, now + 6 * kSecond).allowed);
  now += 1000 * kSecond;
  EXPECT_EQ(table.Look(1, rate, 1, now).remaining, 9u);
  EXPECT_TRUE(table.Take(1, rate, 10, now).allowed);
  EXPECT_FALSE(table.Take(1, rate, 1, now).allowed);
  // More than there ever is counts as all there is.
  EXPECT_TRUE(table.Take(3, rate, 1000, now).allowed);
  EXPECT_FALSE(table.Take(3, rate, 1, now).allowed);
}

TEST(RateTableTest, AgreesWithTheSlowModelWhileItHasRoom) {
  std::mt19937_64 random(7);
  RateTable table(1 << 14);
  SlowModel model;
  const Rate rate{.quota = 20, .window_ns = 10 * kSecond};
  int64_t now = kStart;
  std::vector<uint64_t> keys(1000);
  for (uint64_t& key : keys) key = random();
  for (int i = 0; i < 200'000; ++i) {
    now += static_cast<int64_t>(random() % 1'000'000);
    const uint64_t key = keys[random() % (random() % keys.size() + 1)];
    EXPECT_EQ(table.Take(key, rate, 1, now).allowed, model.Take(key, rate, now)) << i;
  }
}

TEST(RateTableTest, AMillionKeysFitIntoTheSameBytesAndWhoeverIsOverTheirRateIsRemembered) {
  std::mt19937_64 random(11);
  RateTable table(1 << 12);
  const size_t bytes = table.bytes();
  const Rate rate{.quota = 5, .window_ns = 3600 * kSecond};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(table.Take(99, rate, 1, kStart).allowed);
  for (int i = 0; i < 1'000'000; ++i) EXPECT_TRUE(table.Take(random() | 1, rate, 1, kStart + i).allowed);
  EXPECT_EQ(table.bytes(), bytes);
  EXPECT_FALSE(table.Take(99, rate, 1, kStart + kSecond).allowed);
}

TEST(RateTableTest, ThreadsThatRaceForOneKeyLetNoMoreThanAPercentTooManyThrough) {
  RateTable table(1 << 10);
  const Rate rate{.quota = 10'000, .window_ns = 3600 * kSecond};
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937_64 random(static_cast<uint64_t>(thread));
      for (int i = 0; i < 20'000; ++i) {
        if (table.Take(7, rate, 1, kStart).allowed) ++allowed;
        table.Take(random() | 1, rate, 1, kStart + i);  // others come and go
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(allowed, 10'000);
  EXPECT_LE(allowed, 10'100);
}

TEST(AskedTableTest, RemembersAndForgets) {
  AskedTable table(1 << 10, 60);
  EXPECT_FALSE(table.Has(uint64_t{42} << 32, kStart));
  table.Put(uint64_t{42} << 32, kStart);
  EXPECT_TRUE(table.Has(uint64_t{42} << 32, kStart + 3500 * kSecond));
  EXPECT_FALSE(table.Has(uint64_t{42} << 32, kStart + 3700 * kSecond));
  std::mt19937_64 random(3);
  const size_t bytes = table.bytes();
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t hash = random();
    table.Put(hash, kStart + i);
    EXPECT_TRUE(table.Has(hash, kStart + i));
  }
  EXPECT_EQ(table.bytes(), bytes);
}

TEST(LimitsTest, TwoThousandPhonesBehindOneAddressAtACheckAMinuteAreNeverRefused) {
  Limits limits{Config()};
  std::vector<std::string> installs;
  for (unsigned i = 0; i < 2000; ++i) installs.push_back(InstallNamed(i));
  Caller caller = From("203.0.113.7");
  unsigned number = 0;
  // Two hours; each asks about another number every time, the phones spread over the minute, and then all in the same second.
  for (int minute = 0; minute < 120; ++minute) {
    for (unsigned phone = 0; phone < 2000; ++phone) {
      caller.install = installs[phone];
      const int64_t now = kStart + minute * 60 * kSecond + (minute % 2 == 0 ? phone * 30'000'000 : 0);
      ASSERT_TRUE(limits.Admit(LimitClass::kCheck, caller, 1, now).allowed) << minute << " " << phone;
      ASSERT_TRUE(limits.Ask(caller, std::to_string(++number), now).allowed) << minute << " " << phone;
    }
  }
}

TEST(LimitsTest, WhoAsksAboutThousandsOfNumbersIsSlowedAndWhoRepeatsIsNot) {
  Limits limits{Config()};
  const Caller caller = From("203.0.113.7");
  for (int i = 0; i < 100'000; ++i) EXPECT_TRUE(limits.Ask(caller, "the same number", kStart + i * kSecond / 10).allowed);
  int allowed = 0;
  const int64_t hour = kStart + 100'000 * kSecond;
  for (int i = 0; i < 10'000; ++i)
    allowed += limits.Ask(caller, std::to_string(i), hour + i * 3600 * (kSecond / 10'000)).allowed ? 1 : 0;
  EXPECT_GE(allowed, 1990);  // an hour's budget at once, and another one over the hour
  EXPECT_LE(allowed, 2000);
  // What was paid for stays free while nothing new is.
  EXPECT_TRUE(limits.Ask(caller, "0", hour + 3600 * kSecond).allowed);
  // Others are not concerned.
  EXPECT_TRUE(limits.Ask(From("198.51.100.7"), "77", hour).allowed);
}

TEST(LimitsTest, NeighboursShareTheirNetworkAndNothingElse) {
  Config config;
  config.check_address = {10, 60};
  config.check_network = {25, 60};
  Limits limits(config);
  const auto all = [&](const char* address, int count) {
    int allowed = 0;
    for (int i = 0; i < count; ++i) allowed += limits.Admit(LimitClass::kCheck, From(address), 1, kStart).allowed ? 1 : 0;
    return allowed;
  };
  EXPECT_EQ(all("203.0.113.1", 20), 10);
  EXPECT_EQ(all("203.0.113.2", 20), 10);
  EXPECT_EQ(all("203.0.113.3", 20), 5);  // the /24
  EXPECT_EQ(all("203.0.114.3", 20), 10);
  EXPECT_EQ(all("2001:db8:1:1::1", 20), 10);
  EXPECT_EQ(all("2001:db8:1:1:ffff::2", 20), 0);  // the same /64
  EXPECT_EQ(all("2001:db8:1:2::1", 20), 10);
  EXPECT_EQ(all("2001:db8:1:3::1", 20), 5);  // the /48
  EXPECT_EQ(all("2001:db8:2:1::1", 20), 10);
}

TEST(LimitsTest, ClassesAreApart) {
  Config config;
  config.check_address = {1, 60};
  Limits limits(config);
  const Caller caller = From("203.0.113.1");
  EXPECT_TRUE(limits.Admit(LimitClass::kCheck, caller, 1, kStart).allowed);
  EXPECT_FALSE(limits.Admit(LimitClass::kCheck, caller, 1, kStart).allowed);
  EXPECT_TRUE(limits.Admit(LimitClass::kReport, caller, 1, kStart).allowed);
  EXPECT_TRUE(limits.Admit(LimitClass::kNone, caller, 1, kStart).allowed);
  Caller officer = caller;
  officer.token = "0123456789abcdef";
  EXPECT_TRUE(limits.Admit(LimitClass::kCheck, officer, 1, kStart).allowed);
  Caller control;
  control.control = true;
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(limits.Admit(LimitClass::kOfficer, control, 1, kStart).allowed);
}

TEST(LimitsTest, OneWithAMillionAddressesIsHeldByTheNetworkAndCostsNoMemory) {
  Config config;
  config.check_network = {1000, 60};
  Limits limits(config);
  const size_t bytes = limits.bytes();
  EXPECT_LE(bytes, size_t{13} << 20);
  Caller caller;
  int allowed = 0;
  for (uint32_t i = 0; i < 1'000'000; ++i) {
    caller.ip = *ParseIpAddress("2001:db8:1::");
    caller.ip.bytes[6] = static_cast<uint8_t>(i);
    caller.ip.bytes[7] = static_cast<uint8_t>(i >> 8);
    caller.ip.bytes[15] = static_cast<uint8_t>(i >> 16);
    allowed += limits.Admit(LimitClass::kCheck, caller, 1, kStart).allowed ? 1 : 0;
  }
  EXPECT_EQ(allowed, 1000);
  // A million networks: memory stays, and innocents elsewhere are served.
  for (uint32_t i = 0; i < 1'000'000; ++i) {
    for (size_t byte = 0; byte < 4; ++byte) caller.ip.bytes[byte] = static_cast<uint8_t>(i >> (8 * byte));
    limits.Admit(LimitClass::kCheck, caller, 1, kStart);
  }
  EXPECT_EQ(limits.bytes(), bytes);
  EXPECT_TRUE(limits.Admit(LimitClass::kCheck, From("203.0.113.1"), 1, kStart).allowed);
}

TEST(LimitsTest, TheFieldsTellWhatIsLeftAndARefusalHowLongToWait) {
  Config config;
  config.check_address = {4, 60};
  Limits limits(config);
  const Caller caller = From("203.0.113.1");
  const auto first = limits.Admit(LimitClass::kCheck, caller, 1, kStart);
  EXPECT_EQ(first.state.policy, "check");
  EXPECT_EQ(first.state.quota, 4u);
  EXPECT_EQ(first.state.window_s, 60u);
  EXPECT_EQ(first.state.remaining, 3u);
  EXPECT_EQ(first.state.reset_s, 15u);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.Admit(LimitClass::kCheck, caller, 1, kStart).allowed);
  const auto refused = limits.Admit(LimitClass::kCheck, caller, 1, kStart);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.wait_s, 15);
  Response response;
  Limits::Refuse(refused, response);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.retry_after_s, 15);
  EXPECT_NE(response.body.find("offline list"), std::string::npos);
  EXPECT_EQ(response.rate_limit.remaining, 0u);
}

TEST(LimitsTest, ARateThatIsOffLimitsNothing) {
  Config config;
  config.check_address = config.check_network = {};
  Limits limits(config);
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(limits.Admit(LimitClass::kCheck, From("203.0.113.1"), 1, kStart).allowed);
}

}  // namespace
}  // namespace cybercheck::server
