// SPDX-License-Identifier: Apache-2.0
#include "indicator/facebook.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(FacebookTest, Rows) { test::ExpectRows("facebook.tsv", Kind::kFacebook, 75); }

TEST(FacebookTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kFacebook, "abcxyzABCXYZ0189@._-/:%40 เพจ"); }

}  // namespace
}  // namespace cybercheck::indicator
