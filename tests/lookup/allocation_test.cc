// SPDX-License-Identifier: Apache-2.0
// In steady state a check of a phone, an account, a handle or an ASCII URL allocates nothing, hit or miss, and neither does its
// JSON.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "lookup/patterns.h"
#include "tests/lookup/lookup_world.h"

// GCC looks through one of the pair and not the other.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace {
std::atomic<uint64_t> allocations{0};
thread_local bool no_memory = false;
}  // namespace

void* operator new(size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (no_memory) throw std::bad_alloc();
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(size_t size, std::align_val_t align) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const auto unit = static_cast<size_t>(align);
  if (void* memory = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }

namespace cybercheck::lookup {
namespace {

using indicator::Kind;

TEST(Allocation, PatternsWithoutMemoryAreUnsure) {
  const auto patterns =
      Patterns::FromJson(R"({"patterns":[{"name":"pay","on":"message","regex":"pay.*now"},{"name":"b","on":"message","regex":"b+"}]})");
  ASSERT_TRUE(patterns);
  Patterns::Match match;
  no_memory = true;
  patterns->Find(Patterns::On::kMessage, "please pay me now, bob", match);
  no_memory = false;
  EXPECT_TRUE(match.unsure);
  EXPECT_TRUE(match.classes.empty());
  patterns->Find(Patterns::On::kMessage, "please pay me now, bob", match);
  EXPECT_FALSE(match.unsure);
  EXPECT_EQ(match.classes.size(), 2u);
}

TEST(Allocation, NoneInSteadyState) {
  constexpr int64_t kNowS = LookupWorld::kNowS;
  LookupWorld world;
  ASSERT_TRUE(
      world
          .Set(
              event::EntryType::kRegisterSet,
              R"({"rows":[{"key":"url:thaipoliceonline.go.th/","owner_en":"Police","source_url":"https://x.example/","verified_on":"2026-11-01"}]})")
          .accepted);
  world.Feed("f", {SeenAt("phone:+66812345678", kNowS), SeenAt("url:bad.example/login", kNowS),
                   SeenAt("account:004:1234567890", kNowS), SeenAt("line:badshop", kNowS)});
  for (int i = 0; i < 60; ++i)
    ASSERT_TRUE(world
                    .Report({Said(event::Channel::kTip, "net:" + std::to_string(i), {"phone:+66812345678", "line:badshop"}),
                             Said(event::Channel::kHotline, "per:" + std::to_string(i), {"tiktok:someshop"})})
                    .accepted);
  ASSERT_TRUE(world.Review("tok:a", event::ReviewDecision::kMerge, {"line:badshop"}, "tiktok:someshop").accepted);
  ASSERT_TRUE(world.Review("tok:a", event::ReviewDecision::kList, {"tiktok:someshop"}).accepted);
  ASSERT_TRUE(world.Appeal("tiktok:someshop").accepted);
  const struct {
    Kind kind;
    const char* value;
  } rows[] = {
      {Kind::kPhone, "081-234-5678"},
      {Kind::kPhone, "081-234-5679"},
      {Kind::kUrl, "http://bad.example/login"},
      {Kind::kUrl, "https://www.clean.example/some/longer/path/index.html?with=a&query=string"},
      {Kind::kUrl, "https://thaipoliceonline.com/"},
      {Kind::kAccount, "KBANK 123-4-56789-0"},
      {Kind::kAccount, "SCB 123-456789-0"},
      {Kind::kLine, "badshop"},
      {Kind::kTiktok, "@someshop"},
      {Kind::kFacebook, "some.page.name"},
  };
  auto session = world.engine().OpenSession();
  ASSERT_TRUE(session);
  wire::Answer answer;
  std::string out;
  const auto once = [&](Kind kind, const char* value) {
    Engine::Query query;
    query.kind = kind;
    query.value = value;
    ASSERT_TRUE(session->Begin());
    ASSERT_TRUE(world.engine().Check(*session, query, answer)) << value;
    session->End();
    out.clear();
    wire::AppendAnswer(answer, wire::Context::kNone, {.th = true, .en = true}, out);
  };
  for (int round = 0; round < 3; ++round)
    for (const auto& row : rows) once(row.kind, row.value);
  for (const auto& row : rows) {
    const uint64_t before = allocations.load();
    once(row.kind, row.value);
    EXPECT_EQ(allocations.load() - before, 0u) << row.value;
  }
}

}  // namespace
}  // namespace cybercheck::lookup
