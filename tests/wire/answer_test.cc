// SPDX-License-Identifier: Apache-2.0
#include "wire/answer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "base/result.h"
#include "base/utf8.h"
#include "wire/words.h"

namespace cybercheck::wire {
namespace {

namespace json = boost::json;

Answer Sample() {
  Answer answer;
  answer.kind = indicator::Kind::kUrl;
  answer.value = "bad.example/login";
  answer.key = "url:bad.example/login";
  answer.id = std::string(34, 'a');
  answer.matched = "url:bad.example/";
  answer.verdict = Verdict::kSuspected;
  answer.score = 75;
  answer.reports = 3;
  answer.reporters = 2;
  answer.first_seen_s = 1728763269;
  answer.last_seen_s = 1728849669;
  answer.category = Category::kScam;
  answer.sources = {"feed", "derived"};
  answer.AddReason(Reason::kInFeed);
  answer.AddReason(Reason::kMatchedHost, "url:bad.example/");
  answer.would_change = "decay";
  answer.as_of_s = 1728849700;
  answer.policy = 7;
  answer.ttl_s = 900;
  return answer;
}

json::object Parsed(const std::string& text) { return json::parse(text).as_object(); }

TEST(Answer, IsExactlyThis) {
  std::string out = "[";
  AppendAnswer(Sample(), Context::kNone, {}, out);
  EXPECT_EQ(
      out,
      R"([{"kind":"url","value":"bad.example/login","id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","key":"url:bad.example/login",)"
      R"("matched":"url:bad.example/","candidates":[],"verdict":"suspected","score":75,"reports":3,"reporters":2,)"
      R"("first_seen":"2024-10-12T20:01:09Z","last_seen":"2024-10-13T20:01:09Z","category":"scam","case_types":[],)"
      R"("sources":["feed","derived"],"reasons":[{"code":"in_feed"},{"code":"matched_host","about":"url:bad.example/"}],)"
      R"("under_review":false,"would_change":"decay","as_of":"2024-10-13T20:01:40Z","policy":7,"ttl_s":900})");
}

// What is kept of the last such answer must not outlive its second, policy, texts or situation.
TEST(Answer, NothingKnownIsWrittenAnewForEveryChange) {
  const auto written = [](int64_t as_of_s, uint64_t policy, int32_t ttl_s, Context context, Texts texts, bool related) {
    Answer answer;
    answer.kind = indicator::Kind::kPhone;
    answer.key = "phone:+66812345678";
    if (related) answer.AddReason(Reason::kRelatedPromptpay, "promptpay:mobile:+66812345678");
    answer.AddReason(Reason::kNotFound);
    answer.would_change = "report";
    answer.as_of_s = as_of_s, answer.policy = policy, answer.ttl_s = ttl_s;
    std::string out;
    AppendAnswer(answer, context, texts, out);
    return out;
  };
  // With a related reason it goes the long way; that reason cut out, both must be the same.
  for (const int64_t as_of_s : {1728849700, 1728849701}) {
    for (const uint64_t policy : {7, 8}) {
      for (const int32_t ttl_s : {300, 60}) {
        for (const Context context : {Context::kNone, Context::kVisit}) {
          for (const Texts texts : {Texts{}, Texts{.th = true}, Texts{.en = true}}) {
            const std::string kept = written(as_of_s, policy, ttl_s, context, texts, false);
            std::string anew = written(as_of_s, policy, ttl_s, context, texts, true);
            const size_t begin = anew.find(R"({"code":"related_promptpay")");
            anew.erase(begin, anew.find(R"({"code":"not_found")") - begin);
            EXPECT_EQ(kept, anew);
            EXPECT_EQ(written(as_of_s, policy, ttl_s, context, texts, false), kept);
          }
        }
      }
    }
  }
}

TEST(Answer, AbsentIsNull) {
  Answer answer;
  answer.kind = indicator::Kind::kPhone;
  std::string out;
  AppendAnswer(answer, Context::kNone, {}, out);
  const json::object object = Parsed(out);
  for (const char* member : {"first_seen", "last_seen", "category", "matched", "would_change"})
    EXPECT_TRUE(object.at(member).is_null()) << member;
  EXPECT_FALSE(object.contains("advice"));
  EXPECT_FALSE(object.contains("text"));
}

TEST(Answer, TextsAndAdviceOnRequest) {
  std::string out;
  AppendAnswer(Sample(), Context::kTransfer, {.th = true, .en = true}, out);
  json::object object = Parsed(out);
  EXPECT_EQ(object["text"].at("th"), "น่าสงสัย");
  EXPECT_EQ(object["reasons"].at(0).at("text").at("en"), json::string_view(TextOf(Reason::kInFeed).en));
  EXPECT_EQ(object["advice"].at("th"), json::string_view(AdviceFor(Verdict::kSuspected, Context::kTransfer).th));
  out.clear();
  AppendAnswer(Sample(), Context::kTransfer, {.en = true}, out);
  object = Parsed(out);
  EXPECT_FALSE(object["advice"].as_object().contains("th"));
  EXPECT_TRUE(object["advice"].as_object().contains("en"));
}

TEST(Answer, ClearLeavesNothingBehind) {
  Answer answer = Sample();
  answer.under_review = true;
  answer.candidates.push_back({"url", "url:x/", "unknown"});
  answer.case_types = Bit(CaseTypeNamed("loan"));
  answer.Clear();
  std::string cleared, fresh;
  Answer other;
  other.kind = answer.kind = indicator::Kind::kUrl;
  AppendAnswer(answer, Context::kNone, {}, cleared);
  AppendAnswer(other, Context::kNone, {}, fresh);
  EXPECT_EQ(cleared, fresh);
}

TEST(Answer, CandidatesAreListed) {
  Answer answer = Sample();
  answer.candidates = {{"phone", "phone:+66812345678", "unknown"}, {"promptpay", "promptpay:mobile:+66812345678", "reported"}};
  std::string out;
  AppendAnswer(answer, Context::kNone, {}, out);
  EXPECT_EQ(Parsed(out).at("candidates").at(1).at("verdict"), "reported");
}

// Any bytes give JSON that parses, and what was UTF-8 comes back as it was.
TEST(JsonString, AnyBytesGiveValidJson) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 40, '\0');
    const bool ascii = random() % 2 == 0;
    for (char& c : bytes) c = static_cast<char>(ascii ? random() % 128 : random() % 256);
    std::string out;
    AppendJsonString(bytes, out);
    json::error_code error;
    const json::value value = json::parse(out, error);
    ASSERT_FALSE(error) << out;
    if (base::IsValidUtf8(bytes)) {
      ASSERT_EQ(std::string_view(value.as_string()), bytes);
    }
  }
}

TEST(JsonString, KnownEscapes) {
  std::string out;
  AppendJsonString(std::string_view("a\"b\\c\n\x7f\0d", 9), out);
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\u000a\\u007f\\u0000d\"");
  out.clear();
  AppendJsonString("ก\xff\xe0\xb8x", out);
  EXPECT_EQ(out, "\"ก\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx\"");
}

// Strings past the writer's own buffer, at every length around it.
TEST(JsonString, LongStringsCrossTheBuffer) {
  for (size_t size = 2030; size < 2060; ++size) {
    for (const std::string_view piece : {"x", "ก", "\n"}) {
      std::string text;
      while (text.size() < size) text.append(piece);
      std::string out;
      AppendJsonString(text, out);
      ASSERT_EQ(std::string_view(json::parse(out).as_string()), text) << size;
    }
  }
  std::string out;
  AppendJsonString(std::string(100000, 'y'), out);
  EXPECT_EQ(out.size(), 100002u);
}

TEST(Problem, NamesCodeStatusAndDetail) {
  std::string out;
  AppendProblem(base::Fail(base::ErrorCode::kBodyTooLarge, "at most \"2 MB\""), out);
  const json::object object = Parsed(out);
  EXPECT_EQ(object.at("status").as_int64(), 413);
  EXPECT_EQ(object.at("code"), "body_too_large");
  EXPECT_EQ(object.at("detail"), "at most \"2 MB\"");
  EXPECT_EQ(object.at("type"), "about:blank");
  out.clear();
  AppendItemError(base::Fail(base::ErrorCode::kNotAPhone), out);
  EXPECT_EQ(Parsed(out).at("error").at("code"), "not_a_phone");
  EXPECT_FALSE(Parsed(out).at("error").at("detail").as_string().empty());
}

}  // namespace
}  // namespace cybercheck::wire
