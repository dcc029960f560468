// SPDX-License-Identifier: Apache-2.0
#include "cases/token_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "base/hex.h"
#include "event/big_endian.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::EntryType;

std::string IdOf(uint64_t number) {
  std::string bytes;
  event::AppendU64(bytes, number * 0x9e3779b97f4a7c15u);
  return base::HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

event::TokenCreate CreateOf(uint64_t number) {
  event::TokenCreate create;
  create.token = IdOf(number);
  create.digest = base::Sha256("secret " + create.token);
  create.role = static_cast<event::Role>(1 + number % (event::kRoleCount - 1));
  create.name = "post " + std::to_string(number);
  if (create.role == event::Role::kPartner) create.bank = "004";
  if (number % 3 == 0) create.expires_s = CasesWorld::kNowS + 1000;
  return create;
}

TEST(TokenTableTest, TokensComeAndAreRevoked) {
  CasesWorld world;
  base::EpochReader reader(world.projection().domain());
  const event::TokenCreate create = CreateOf(3);
  ASSERT_TRUE(world.Submit(EntryType::kTokenCreate, "cli", event::EncodeTokenCreate(create)).accepted);
  {
    const auto guard = reader.Enter();
    const Token* token = world.projection().tokens()->Find(create.token);
    ASSERT_NE(token, nullptr);
    EXPECT_EQ(token->digest, create.digest);
    EXPECT_EQ(token->role, create.role);
    EXPECT_EQ(token->name, create.name);
    EXPECT_EQ(token->created_s, CasesWorld::kNowS);
    EXPECT_TRUE(token->IsInForce(CasesWorld::kNowS + 999));
    EXPECT_FALSE(token->IsInForce(CasesWorld::kNowS + 1000));
    EXPECT_EQ(world.projection().tokens()->Find("0000000000000000"), nullptr);
    EXPECT_EQ(world.projection().tokens()->Find(""), nullptr);
  }
  EXPECT_EQ(world.Submit(EntryType::kTokenCreate, "cli", event::EncodeTokenCreate(create)).code, "conflict");
  EXPECT_EQ(world.Submit(EntryType::kTokenRevoke, "cli", event::EncodeTokenRevoke({"00000000000000aa"})).code, "not_found");
  world.clock.Advance(5000);
  EXPECT_TRUE(world.Submit(EntryType::kTokenRevoke, "cli", event::EncodeTokenRevoke({create.token})).accepted);
  EXPECT_EQ(world.Submit(EntryType::kTokenRevoke, "cli", event::EncodeTokenRevoke({create.token})).code, "wrong_state");
  EXPECT_EQ(world.Submit(EntryType::kTokenRevoke, "cli", event::BeginBody() + ",\"token\":1}").code, "bad_body");
  const auto guard = reader.Enter();
  const Token* token = world.projection().tokens()->Find(create.token);
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->revoked_s, CasesWorld::kNowS + 5);
  EXPECT_FALSE(token->IsInForce(CasesWorld::kNowS));
}

TEST(TokenTableTest, ThousandsAreFoundWhileMoreCome) {
  constexpr uint64_t kCount = 3000;
  CasesWorld world;
  std::map<std::string, Token> model;
  std::atomic<bool> done{false};
  std::atomic<uint64_t> seen{0};
  std::thread watcher([&] {  // what was there stays there, whole
    base::EpochReader reader(world.projection().domain());
    size_t before = 0;
    while (!done) {
      const auto guard = reader.Enter();
      const Tokens* tokens = world.projection().tokens();
      const auto all = tokens->all();
      EXPECT_GE(all.size(), before);
      before = all.size();
      if (!all.empty()) {
        EXPECT_EQ(tokens->Find(all[before / 2].id), &all[before / 2]);
      }
      ++seen;
    }
  });
  std::mt19937_64 random(7);
  for (uint64_t number = 0; number < kCount; ++number) {
    world.clock.Advance(1000);
    const event::TokenCreate create = CreateOf(number);
    ASSERT_TRUE(world.Submit(EntryType::kTokenCreate, "cli", event::EncodeTokenCreate(create)).accepted);
    model[create.token] = {create.token, create.digest,      create.role,      create.name,
                           create.bank,  world.clock.NowS(), create.expires_s, 0};
    if (random() % 4 != 0) continue;
    const std::string revoked = IdOf(random() % (number + 1));
    const bool good = model[revoked].revoked_s == 0;
    EXPECT_EQ(world.Submit(EntryType::kTokenRevoke, "cli", event::EncodeTokenRevoke({revoked})).accepted, good);
    if (good) model[revoked].revoked_s = world.clock.NowS();
  }
  done = true;
  watcher.join();
  EXPECT_GT(seen, 0u);
  for (int round = 0; round < 2; ++round) {
    const Tokens* tokens = world.projection().tokens();
    ASSERT_EQ(tokens->all().size(), model.size());
    for (const auto& [id, token] : model) {
      const Token* found = tokens->Find(id);
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(*found, token);
      std::string bytes;
      EncodeToken(token, bytes);
      EXPECT_EQ(Must(DecodeToken(id, bytes)), token);
    }
    world.Reopen();
  }
  EXPECT_EQ(world.Digest(), world.ReplayedDigest());
}

}  // namespace
}  // namespace cybercheck::cases
