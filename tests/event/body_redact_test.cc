// SPDX-License-Identifier: Apache-2.0
#include "event/body_redact.h"

#include <gtest/gtest.h>

namespace cybercheck::event {
namespace {

TEST(BodyRedactTest, ComesBack) {
  const auto back = DecodeBodyRedact(EncodeBodyRedact({123, "a \"reason\""}));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->seq, 123u);
  EXPECT_EQ(back->reason, "a \"reason\"");
}

TEST(BodyRedactTest, RefusesWhatNamesNoEntry) {
  for (const char* body : {"", "7", "{}", R"({"seq":0})", R"({"seq":-1})", R"({"seq":"7"})", R"({"seq":7,"who":"x"})"})
    EXPECT_TRUE(DecodeBodyRedact(body).has_error()) << body;
}

}  // namespace
}  // namespace cybercheck::event
