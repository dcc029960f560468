// SPDX-License-Identifier: Apache-2.0
#include "indicator/promptpay.h"

#include <gtest/gtest.h>

#include "indicator/emv_qr.h"
#include "indicator/national_id.h"
#include "tests/indicator/kind_rows.h"

namespace cybercheck::indicator {
namespace {

TEST(PromptpayTest, Rows) { test::ExpectRows("promptpay.tsv", Kind::kPromptpay, 95); }

TEST(PromptpayTest, TotalAndIdempotent) { test::ExpectTotalAndIdempotent(Kind::kPromptpay, "01234567890123456789012345 -:.เพย์๐๑"); }

constexpr std::string_view kQr = "00020101021129370016A0000006770101110113006681234567853037645802TH6304823E";

TEST(PromptpayTest, EveryChangedByteOfAQrIsFound) {
  Canonical out;
  ASSERT_TRUE(CanonicalizePromptpay(kQr, out).has_value());
  for (size_t at = 0; at < kQr.size(); ++at) {
    for (int bit = 0; bit < 7; ++bit) {
      std::string changed(kQr);
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      if (at >= kQr.size() - 4 && (changed[at] | 32) == (kQr[at] | 32)) continue;  // e for E
      const auto read = CanonicalizePromptpay(changed, out);
      EXPECT_TRUE(read.has_error()) << changed << " gives " << out.key.form;
    }
  }
  for (size_t size = 6; size < kQr.size(); ++size) EXPECT_TRUE(CanonicalizePromptpay(kQr.substr(0, size), out).has_error()) << size;
}

TEST(PromptpayTest, ANationalIdIsSensitiveUntilItIsKeyed) {
  const uint8_t secret[32] = {1, 2, 3};
  Canonical out;
  ASSERT_TRUE(CanonicalizePromptpay("1-1017-00230-70-8", out).has_value());
  EXPECT_TRUE(out.sensitive);
  EXPECT_EQ(PrintableKey(out), "promptpay:nid:*");
  KeyNationalId(secret, out);
  EXPECT_FALSE(out.sensitive);
  EXPECT_EQ(out.key.form.size(), 4u + 32u);
  EXPECT_EQ(out.key.form.find("1101700230708"), std::string::npos);
  Canonical again;
  ASSERT_TRUE(CanonicalizePromptpay(out.key.form, again).has_value());
  EXPECT_EQ(again.key, out.key);
  EXPECT_FALSE(again.sensitive);
}

TEST(PromptpayTest, CrcOfTheStandardsCheckString) { EXPECT_EQ(Crc16("123456789"), 0x29B1); }

TEST(PromptpayTest, OneDigitInElevenChecks) {
  size_t valid = 0;
  for (int last = 0; last < 10; ++last) valid += IsNationalId("110170023070" + std::to_string(last));
  EXPECT_EQ(valid, 1u);
  EXPECT_FALSE(IsNationalId("110170023070"));
  EXPECT_FALSE(IsNationalId("11017002307o8"));
}

}  // namespace
}  // namespace cybercheck::indicator
