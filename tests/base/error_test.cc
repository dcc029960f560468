// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <gtest/gtest.h>

#include <set>

#include "base/result.h"

namespace cybercheck::base {
namespace {

TEST(ErrorTest, EveryCodeHasAUniqueStableNameAStatusAndBothTexts) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const ErrorRow& row = Describe(static_cast<ErrorCode>(i));
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos) << row.name;
    EXPECT_GE(row.http_status, 400) << row.name;
    EXPECT_LE(row.http_status, 599) << row.name;
    EXPECT_FALSE(row.title_en.empty()) << row.name;
    EXPECT_FALSE(row.title_th.empty()) << row.name;
  }
}

Result<int> Half(int value) {
  if (value % 2 != 0) return Fail(ErrorCode::kBadRequest, "odd");
  return value / 2;
}
Result<int> Quarter(int value) {
  ASSIGN_OR_RETURN(const int half, Half(value));
  TRY(Half(half));
  return half / 2;
}

TEST(ResultTest, TryHandsTheErrorOn) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(6).error().detail, "odd");
  EXPECT_EQ(ToString(Quarter(7).error()), "bad_request: odd");
}

TEST(ResultDeathTest, ReadingAFailedResultEndsTheProcess) { EXPECT_DEATH(Half(3).value(), "failed Result was read.*odd"); }

}  // namespace
}  // namespace cybercheck::base
