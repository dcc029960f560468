// SPDX-License-Identifier: Apache-2.0
#include "indicator/phone.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(PhoneTest, Rows) { test::ExpectRows("phones.tsv", Kind::kPhone, 240); }

TEST(PhoneTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kPhone, "0123456789012345678901 -.()/+xX*OoSsต่อ๐๑๒๘９８–"); }

// A space in front sends a value the long way.
TEST(PhoneTest, PlainMobilesComeToTheSameTheLongWay) {
  Canonical plain, spaced;
  for (int i = 0; i < 20000; ++i) {
    const std::string nsn = std::to_string(100000000 + static_cast<int64_t>(i) * 44983);
    for (const std::string& value : {"+66" + nsn, "0" + nsn, "+66" + nsn.substr(1), "0" + nsn + "x"}) {
      const auto a = CanonicalizePhone(value, plain), b = CanonicalizePhone(" " + value, spaced);
      ASSERT_EQ(a.has_error(), b.has_error()) << value;
      if (a.has_error()) continue;
      ASSERT_EQ(plain.key, spaced.key) << value;
      ASSERT_EQ(plain.also_count, spaced.also_count) << value;
      for (size_t also = 0; also < plain.also_count; ++also) ASSERT_EQ(plain.also[also].key, spaced.also[also].key) << value;
    }
  }
}

}  // namespace
}  // namespace cybercheck::indicator
