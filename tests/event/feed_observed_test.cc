// SPDX-License-Identifier: Apache-2.0
#include "event/feed_observed.h"

#include <gtest/gtest.h>

#include <random>

#include "event/entry.h"

namespace cybercheck::event {
namespace {

FeedObserved SomeFeed() {
  FeedObserved feed;
  feed.source = "openphish";
  FeedRow url;
  url.key = {indicator::Kind::kUrl, "bad.example/a?\"q\\\x7f\xE0\xB8\x81"};
  url.observed_s = 1'728'763'269;
  url.category = 1;
  url.promotes_host = true;
  url.submitted = "http://BAD.example/\n\t\"x\"";
  FeedRow phone;
  phone.key = {indicator::Kind::kPhone, "+66812345678"};
  phone.withdrawn = true;
  feed.rows = {url, phone};
  return feed;
}

TEST(FeedObservedTest, RowsComeBackAsTheyWere) {
  const FeedObserved feed = SomeFeed();
  const auto back = DecodeFeedObserved(EncodeFeedObserved(feed));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->source, feed.source);
  EXPECT_EQ(back->canon, feed.canon);
  EXPECT_EQ(back->source_class, feed.source_class);
  ASSERT_EQ(back->rows.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(back->rows[i].key, feed.rows[i].key);
    EXPECT_EQ(back->rows[i].observed_s, feed.rows[i].observed_s);
    EXPECT_EQ(back->rows[i].category, feed.rows[i].category);
    EXPECT_EQ(back->rows[i].promotes_host, feed.rows[i].promotes_host);
    EXPECT_EQ(back->rows[i].withdrawn, feed.rows[i].withdrawn);
    EXPECT_EQ(back->rows[i].submitted, feed.rows[i].submitted);
  }
}

TEST(FeedObservedTest, UnknownAndWrongMembersAreNamed) {
  const std::pair<const char*, const char*> kBad[] = {
      {"[]", "object"},
      {R"({"salt":"0","source":"x","rows":[{"key":"url:a/","at":1,"colour":1}]})", "colour"},
      {R"({"salt":"0","source":"x","rows":[{"key":"url:a/","at":-1}]})", "at"},
      {R"({"salt":"0","source":"x","rows":[{"key":"nothing:a","at":1}]})", "key"},
      {R"({"salt":"0","source":"x","rows":[{"at":1}]})", "key"},
      {R"({"salt":"0","source":"x","rows":[7]})", "rows[0]"},
      {R"({"salt":"0","source":7,"rows":[]})", "source"},
      {R"({"salt":"0","rows":[]})", "source"},
      {R"({"salt":"0","source":"x","rows":[],"more":1})", "more"},
  };
  for (const auto& [body, names] : kBad) {
    const auto decoded = DecodeFeedObserved(body);
    ASSERT_TRUE(decoded.has_error()) << body;
    EXPECT_EQ(decoded.error().code, base::ErrorCode::kDamaged);
    EXPECT_NE(decoded.error().detail.find(names), std::string::npos) << decoded.error().detail;
  }
}

TEST(FeedObservedTest, DamagedBodiesNeverCrash) {
  const std::string body = EncodeFeedObserved(SomeFeed());
  std::mt19937_64 random(11);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = body.substr(0, random() % (body.size() + 1));
    for (int flips = static_cast<int>(random() % 4); flips > 0 && !damaged.empty(); --flips) damaged[random() % damaged.size()] = static_cast<char>(random());
    static_cast<void>(DecodeFeedObserved(damaged));
  }
}

}  // namespace
}  // namespace cybercheck::event
