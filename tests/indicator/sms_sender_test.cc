// SPDX-License-Identifier: Apache-2.0
#include "indicator/sms_sender.h"

#include <gtest/gtest.h>

#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(SmsSenderTest, Rows) { test::ExpectRows("sms_sender.tsv", Kind::kSmsSender, 48); }

TEST(SmsSenderTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kSmsSender, "abcABC0189@._-/:+ ไปรษณีย์ไทยÄßКﬁÅ๑์ํา"); }

}  // namespace
}  // namespace cybercheck::indicator
