// SPDX-License-Identifier: Apache-2.0
#include "indicator/phone.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(PhoneTest, Rows) { test::ExpectRows("phones.tsv", Kind::kPhone, 240); }

TEST(PhoneTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kPhone, "0123456789012345678901 -.()/+xX*OoSsต่อ๐๑๒๘９８–"); }

}  // namespace
}  // namespace cybercheck::indicator
