// SPDX-License-Identifier: Apache-2.0
#include "indicator/tiktok.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(TiktokTest, Rows) { test::ExpectRows("tiktok.tsv", Kind::kTiktok, 50); }

TEST(TiktokTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kTiktok, "abcxyzABCXYZ0189@._-/:%40 ติ๊ก"); }

}  // namespace
}  // namespace cybercheck::indicator
