// SPDX-License-Identifier: Apache-2.0
#include "server/flat_body.h"

#include <gtest/gtest.h>

namespace cybercheck::server {
namespace {

struct Read {
  std::string decision;
  std::vector<std::string> items;
  std::optional<int64_t> number;
};

base::Result<Read> ReadOne(std::string_view json) {
  Read read;
  TRY(ReadFlatBody(json, {{"decision", &read.decision, 8, true}, {"items", &read.items, 2}, {"number", &read.number}}));
  return read;
}

TEST(FlatBodyTest, MembersComeInAnyOrderAndMayBeAbsent) {
  const auto all = ReadOne(R"( {"number":-7, "items":["a","\u0e01"], "decision":"list"} )");
  ASSERT_TRUE(all) << all.error().detail;
  EXPECT_EQ(all->decision, "list");
  EXPECT_EQ(all->items, (std::vector<std::string>{"a", "ก"}));
  EXPECT_EQ(all->number, -7);
  const auto few = ReadOne(R"({"decision":""})");
  ASSERT_TRUE(few);
  EXPECT_FALSE(few->number);
}

TEST(FlatBodyTest, WhatIsWrongIsNamed) {
  const struct {
    const char* json;
    base::ErrorCode code;
    const char* names;
  } kRows[] = {
      {"", base::ErrorCode::kBadRequest, ""},
      {"[]", base::ErrorCode::kBadRequest, "the body must be an object"},
      {R"({"decision":"list"} x)", base::ErrorCode::kBadRequest, ""},
      {R"({"decision":"list",})", base::ErrorCode::kBadRequest, ""},
      {R"({"decision":1})", base::ErrorCode::kBadRequest, "decision must be a string"},
      {R"({"decision":{"a":[]}})", base::ErrorCode::kBadRequest, "decision must be a string"},
      {R"({"decision":"list","decision":"list"})", base::ErrorCode::kBadRequest, "decision stands twice"},
      {R"({"decision":"list","colour":1})", base::ErrorCode::kUnknownMember, "colour"},
      {R"({"number":1})", base::ErrorCode::kMissingMember, "decision"},
      {R"({"decision":"123456789"})", base::ErrorCode::kValueTooLong, "decision has at most 8 bytes"},
      {R"({"decision":"list","items":"a"})", base::ErrorCode::kBadRequest, "items must be a list"},
      {R"({"decision":"list","items":["a",2]})", base::ErrorCode::kBadRequest, "items[1] must be a string"},
      {R"({"decision":"list","items":["a","b","c"]})", base::ErrorCode::kTooManyItems, "items has at most 2"},
      {R"({"decision":"list","number":"1"})", base::ErrorCode::kBadRequest, "number must be an integer"},
      {R"({"decision":"list","number":1.5})", base::ErrorCode::kBadRequest, "number"},
      {"{\"decision\":\"\xff\"}", base::ErrorCode::kInvalidUtf8, ""},
  };
  for (const auto& row : kRows) {
    const auto read = ReadOne(row.json);
    ASSERT_FALSE(read) << row.json;
    EXPECT_EQ(read.error().code, row.code) << row.json << ": " << read.error().detail;
    EXPECT_NE(read.error().detail.find(row.names), std::string::npos) << row.json << ": " << read.error().detail;
  }
}

}  // namespace
}  // namespace cybercheck::server
