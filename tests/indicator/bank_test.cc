// SPDX-License-Identifier: Apache-2.0
#include "indicator/bank.h"

#include <gtest/gtest.h>

#include <set>

namespace cybercheck::indicator {
namespace {

TEST(BankTest, EveryBankIsFoundByItsCodeAndItsNames) {
  std::set<std::string_view> codes;
  for (const Bank& bank : Banks()) {
    EXPECT_TRUE(codes.insert(bank.code).second) << bank.code;
    ASSERT_EQ(bank.code.size(), 3u);
    EXPECT_EQ(BankByCode(bank.code), &bank);
    EXPECT_NE(bank.lengths, 0) << bank.code;
    EXPECT_TRUE(bank.name_th.starts_with("ธนาคาร")) << bank.code;
  }
  EXPECT_EQ(BankByCode("065"), BankByCode("011"));
  EXPECT_EQ(BankByCode("999"), nullptr);
  EXPECT_EQ(BankByCode(""), nullptr);
}

TEST(BankTest, TheLongestNameCounts) {
  EXPECT_EQ(BankNameAt("ทหารไทยธนชาต").bank->code, "011");
  EXPECT_EQ(BankNameAt("ทหารไทยธนชาต").size, std::string_view("ทหารไทยธนชาต").size());
  EXPECT_EQ(BankNameAt("กรุงไทย").bank->code, "006");
  EXPECT_EQ(BankNameAt("กรุงเทพ").bank->code, "002");
  EXPECT_EQ(BankNameAt("กรุงศรี").bank->code, "025");
  EXPECT_EQ(BankNameAt("KBank 123").bank->code, "004");
  EXPECT_EQ(BankNameAt("kbanker").bank, nullptr);
  EXPECT_EQ(BankNameAt("bayview").bank, nullptr);
  EXPECT_EQ(BankNameAt("").bank, nullptr);
}

}  // namespace
}  // namespace cybercheck::indicator
