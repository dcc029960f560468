// SPDX-License-Identifier: Apache-2.0
#include "event/entry.h"

#include <gtest/gtest.h>

#include <random>

#include "base/hex.h"
#include "event/body_head.h"

namespace cybercheck::event {
namespace {

Header SomeHeader() {
  Header header;
  header.seq = 0x0102030405060708;
  header.id.fill(0xAA);
  header.time_ms = 1'700'000'000'123;
  header.type = EntryType::kRegisterSet;
  header.version = 1;
  header.rules = 1;
  header.actor = "config";
  header.prev.fill(0xBB);
  header.body_hash.fill(0xCC);
  return header;
}

std::string HexOf(const std::string& bytes) { return base::HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}); }

// The layout in docs/event_format.md, byte by byte: a change here breaks every log there is.
TEST(EntryTest, TheHeadersBytes) {
  const std::string aa(64, 'a'), bb(64, 'b'), cc(64, 'c');
  EXPECT_EQ(HexOf(EncodeHeader(SomeHeader())), "434345310102030405060708" + aa + "0000018bcfe5687b" + "0003" + "0001" + "00000001" + bb + cc + "06" +
                                                   HexOf("config"));
}

TEST(EntryTest, AHeaderComesBack) {
  const Header header = SomeHeader();
  const auto back = DecodeHeader(EncodeHeader(header));
  ASSERT_TRUE(back);
  EXPECT_EQ(EncodeHeader(*back), EncodeHeader(header));
  EXPECT_EQ(back->actor, "config");
  EXPECT_EQ(back->time_ms, header.time_ms);
}

TEST(EntryTest, AnyCutOfAHeaderIsRefused) {
  const std::string bytes = EncodeHeader(SomeHeader());
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_TRUE(DecodeHeader(bytes.substr(0, size)).has_error()) << size;
  EXPECT_TRUE(DecodeHeader(bytes + "x").has_error());
  std::string newer = bytes;
  newer[3] = '2';
  EXPECT_EQ(DecodeHeader(newer).error().code, base::ErrorCode::kNewerVersion);
}

TEST(EntryTest, RandomBytesAreRefusedNotRead) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 300, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_TRUE(DecodeHeader(bytes).has_error());
    static_cast<void>(DecodeOutcome(bytes));
  }
}

TEST(EntryTest, AnOutcomeComesBack) {
  Outcome outcome;
  outcome.seq = 77;
  outcome.code = "source_mismatch";
  outcome.result = "{\"rows\":3}";
  const auto back = DecodeOutcome(EncodeOutcome(outcome));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->seq, 77u);
  EXPECT_FALSE(back->accepted);
  EXPECT_EQ(back->code, outcome.code);
  EXPECT_EQ(back->result, outcome.result);
  const std::string bytes = EncodeOutcome(outcome);
  for (size_t size = 0; size < 10 + outcome.code.size(); ++size) EXPECT_TRUE(DecodeOutcome(bytes.substr(0, size)).has_error()) << size;
}

TEST(EntryTest, EveryTypeHasItsName) {
  for (uint16_t number = 1; number <= 7; ++number) {
    const auto type = static_cast<EntryType>(number);
    EXPECT_EQ(EntryTypeNamed(Name(type)), type) << number;
  }
  EXPECT_EQ(Name(static_cast<EntryType>(999)), "unknown");
  EXPECT_FALSE(EntryTypeNamed("unknown").has_value());
}

TEST(EntryTest, EveryBodyBeginsWithAnotherSalt) {
  EXPECT_TRUE(BeginBody().starts_with("{\"salt\":\""));
  EXPECT_EQ(BeginBody().size(), kBodySaltBytes);
  EXPECT_NE(BeginBody(), BeginBody());
}

TEST(EntryTest, ABodyTellsItsRequest) {
  const std::string request(64, 'a');
  EXPECT_EQ(RequestOf(BeginBody(request)), request);
  EXPECT_EQ(RequestOf(BeginBody(request) + ",\"request\":\"other\"}"), request);
  EXPECT_EQ(RequestOf(BeginBody() + ",\"of\":{\"request\":\"" + request + "\"}}"), "");
  for (size_t bytes = 0; bytes < kBodySaltBytes + 13; ++bytes) EXPECT_EQ(RequestOf(BeginBody(request).substr(0, bytes)), "");
}

}  // namespace
}  // namespace cybercheck::event
