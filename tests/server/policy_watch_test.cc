// SPDX-License-Identifier: Apache-2.0
#include "server/policy_watch.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/lookup/lookup_world.h"

namespace cybercheck::server {
namespace {

using lookup::LookupWorld;

TEST(PolicyWatch, CountsWhatAChangeMoved) {
  LookupWorld world;
  for (int i = 0; i < 40; ++i) world.Feed("f", {lookup::SeenAt("line:shop" + std::to_string(i), LookupWorld::kNowS)});
  PolicyWatch watch(world.environment(), world.clock());
  lookup::Rules stricter;
  stricter.policy.suspected_from = 90;
  stricter.policy_seq = 7;
  testing::internal::CaptureStderr();
  watch.Changed(lookup::Policy(), stricter);
  while (watch.figures().changes == 0) std::this_thread::yield();
  EXPECT_EQ(watch.figures().moved, 40u);
  EXPECT_EQ(watch.figures().judged, 40u);
  lookup::Rules renamed = stricter;
  renamed.policy.name = "other";
  watch.Changed(stricter.policy, renamed);
  while (watch.figures().changes == 1) std::this_thread::yield();
  EXPECT_EQ(watch.figures().moved, 0u);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "cybercheck: ALERT policy 7 moved 40 of 40 verdicts\n");
}

TEST(PolicyWatch, EndsWhileNobodyWaits) {
  LookupWorld world;
  PolicyWatch watch(world.environment(), world.clock());
}

}  // namespace
}  // namespace cybercheck::server
