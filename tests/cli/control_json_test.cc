// SPDX-License-Identifier: Apache-2.0
#include "cli/control_json.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "base/hex.h"

namespace cybercheck::cli {
namespace {

TEST(ControlJson, SubmissionCarriesTheBodyByteForByte) {
  event::Draft draft;
  draft.id.fill(0xAB);
  draft.time_ms = 1'700'000'000'123;
  draft.type = event::EntryType::kFeedObserved;
  draft.actor = "import:a\"b";
  draft.body = "{\"salt\":\"\\u0000\x01\x7F ไทย\"}\n";
  const auto json = boost::json::parse(EncodeSubmission(draft, store::Priority::kBulk)).as_object();
  EXPECT_EQ(json.at("body").as_string(), draft.body);
  EXPECT_EQ(json.at("actor").as_string(), draft.actor);
  EXPECT_EQ(json.at("id").as_string(), base::HexEncode(draft.id));
  EXPECT_EQ(json.at("time_ms").as_int64(), draft.time_ms);
  EXPECT_EQ(json.at("type").as_string(), "feed_observed");
  EXPECT_EQ(json.at("priority").as_string(), "bulk");
}

TEST(ControlJson, Replies) {
  const auto reply = DecodeReply(R"({"seq":7,"accepted":true,"code":"","result":{"imported":3,"merged":1},"replayed":true})");
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->outcome.seq, 7u);
  EXPECT_TRUE(reply->outcome.accepted);
  EXPECT_TRUE(reply->replayed);
  EXPECT_EQ(reply->outcome.result, R"({"imported":3,"merged":1})");
  const auto refused = DecodeReply(R"({"seq":8,"accepted":false,"code":"bad_feed","result":null,"replayed":false})");
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->outcome.code, "bad_feed");
  EXPECT_EQ(refused->outcome.result, "");
}

TEST(ControlJson, AnythingElseIsAnErrorNotACrash) {
  for (const char* json : {"", "[]", "null", "{", "{}", R"({"seq":-1,"accepted":true,"code":"","result":null,"replayed":false})",
                           R"({"seq":1,"accepted":1,"code":"","result":null,"replayed":false})", R"({"seq":1})"}) {
    EXPECT_EQ(DecodeReply(json).error().code, base::ErrorCode::kUnavailable) << json;
    EXPECT_TRUE(DecodeLogPage(json).has_error()) << json;
    EXPECT_TRUE(DecodeAppliedSeq(json).has_error() || std::string_view(json).find("applied_seq") != std::string_view::npos) << json;
  }
}

TEST(ControlJson, LogPages) {
  const std::string zero(64, '0'), one(64, '1');
  const auto page = DecodeLogPage(R"({"applied_seq":9,"entries":[{"seq":1,"id":")" + one + R"(","time_ms":5,"type":"policy_set","version":1,"rules":1,)" +
                                  R"("actor":"config","prev":")" + zero + R"(","body_hash":")" + one + R"(","body":"{\"salt\":1}"},)" +
                                  R"({"seq":2,"id":")" + one + R"(","time_ms":5,"type":"feed_observed","version":1,"rules":1,)" +
                                  R"("actor":"import:x","prev":")" + one + R"(","body_hash":")" + one + R"(","body":null}]})");
  ASSERT_TRUE(page.has_value()) << ToString(page.error());
  ASSERT_EQ(page->entries.size(), 2u);
  EXPECT_EQ(page->applied_seq, 9u);
  EXPECT_EQ(page->entries[0].header.type, event::EntryType::kPolicySet);
  EXPECT_EQ(page->entries[0].body, "{\"salt\":1}");
  EXPECT_EQ(page->entries[1].header.prev[0], 0x11);
  EXPECT_FALSE(page->entries[1].body);
}

}  // namespace
}  // namespace cybercheck::cli
