// SPDX-License-Identifier: Apache-2.0
#include "indicator/account.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(AccountTest, Rows) { test::ExpectRows("accounts.tsv", Kind::kAccount, 120); }

TEST(AccountTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kAccount, "01234567890123456789-. :xX*KBANKกสิกร๐๑"); }

}  // namespace
}  // namespace cybercheck::indicator
