// SPDX-License-Identifier: Apache-2.0
#include "server/check_body.h"

#include <gtest/gtest.h>

#include "tests/server/vector_rows.h"

namespace cybercheck::server {
namespace {

std::string CodeOf(const base::Result<void>& result) {
  return result.has_value() ? "ok" : std::string(base::Describe(result.error().code).name);
}

TEST(CheckBodyTest, EveryRow) {
  const auto rows = ReadBodyRows();
  ASSERT_GE(rows.size(), 70u);
  CheckBody body;
  for (const BodyRow& row : rows) {
    const auto result = DecodeCheckBody(row.body, false, body);
    EXPECT_EQ(CodeOf(result), row.code) << row.name;
    if (result.has_error()) {
      EXPECT_NE(result.error().detail.find(row.detail_part), std::string::npos) << row.name << ": " << result.error().detail;
      EXPECT_LT(result.error().detail.size(), 200u) << row.name;
    }
  }
}

TEST(CheckBodyTest, EveryPrefixIsAnErrorOrTheWhole) {
  const std::string whole =
      R"({"items":[{"kind":"url","value":"http://x/\u0e01"},{"value":"a\\b"}],"context":"sms","texts":["th"]})";
  CheckBody body;
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(DecodeCheckBody(std::string_view(whole).substr(0, size), false, body).has_error()) << size;
  ASSERT_TRUE(DecodeCheckBody(whole, false, body).has_value());
}

TEST(CheckBodyTest, Members) {
  CheckBody body;
  ASSERT_TRUE(
      DecodeCheckBody(
          R"({"texts":["en"],"items":[{"value":"\u0e01\ud83d\ude00\n","kind":"line"},{"value":"x","kind":"auto"},{"kind":"iban","value":""}],)"
          R"("context":"transfer","as_of":"2026-11-20T03:00:00Z"})",
          true, body)
          .has_value());
  ASSERT_EQ(body.items.size(), 3u);
  EXPECT_EQ(body.items[0].value, "ก😀\n");
  EXPECT_EQ(body.items[0].kind, indicator::Kind::kLine);
  EXPECT_EQ(body.items[1].kind, std::nullopt);
  EXPECT_TRUE(body.items[1].kind_known);
  EXPECT_FALSE(body.items[2].kind_known);
  EXPECT_EQ(body.context, wire::Context::kTransfer);
  EXPECT_EQ(body.as_of_s, 1795143600);
  EXPECT_TRUE(body.texts->en);
  EXPECT_FALSE(body.texts->th);
}

TEST(CheckBodyTest, Query) {
  CheckBody body;
  ASSERT_TRUE(DecodeCheckQuery("value=+66%2081%20234&kind=phone&texts=th,en&context=sms", body).has_value());
  EXPECT_EQ(body.items[0].value, "+66 81 234");
  EXPECT_EQ(body.items[0].kind, indicator::Kind::kPhone);
  EXPECT_TRUE(body.texts->th && body.texts->en);
  ASSERT_TRUE(DecodeCheckQuery("value=http://x/?a=b%26c", body).has_value());
  EXPECT_EQ(body.items[0].value, "http://x/?a=b&c");
  ASSERT_TRUE(DecodeCheckQuery("texts=none&value=%2541", body).has_value());
  EXPECT_EQ(body.items[0].value, "%41");  // decoded once
  EXPECT_FALSE(body.texts->any());
  EXPECT_EQ(CodeOf(DecodeCheckQuery("", body)), "missing_member");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("kind=phone", body)), "missing_member");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&kind=iban", body)), "unknown_kind");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&value=2", body)), "bad_request");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&x=2", body)), "unknown_member");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&x", body)), "bad_request");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&texts=fr", body)), "bad_request");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&context=party", body)), "bad_request");
  EXPECT_EQ(CodeOf(DecodeCheckQuery("value=1&kind=auto", body)), "ok");
}

TEST(CheckBodyTest, Scan) {
  CheckBody body;
  ASSERT_TRUE(DecodeScanBody(R"({"text":"โทร 081\n","texts":["th"]})", body).has_value());
  EXPECT_EQ(body.text, "โทร 081\n");
  EXPECT_EQ(CodeOf(DecodeScanBody("{}", body)), "missing_member");
  EXPECT_EQ(CodeOf(DecodeScanBody(R"({"text":1})", body)), "bad_request");
  EXPECT_EQ(CodeOf(DecodeScanBody(R"({"text":"a","items":[]})", body)), "unknown_member");
  EXPECT_EQ(CodeOf(DecodeScanBody(R"({"text":"a","text":"b"})", body)), "bad_request");
}

}  // namespace
}  // namespace cybercheck::server
