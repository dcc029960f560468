// SPDX-License-Identifier: Apache-2.0
#include "indicator/line.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(LineTest, Rows) { test::ExpectRows("line.tsv", Kind::kLine, 90); }

TEST(LineTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kLine, "abcxyzABCXYZ0189@._-~/:%40 ไลน์"); }

}  // namespace
}  // namespace cybercheck::indicator
