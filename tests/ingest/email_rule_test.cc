// SPDX-License-Identifier: Apache-2.0
#include "ingest/email_rule.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace cybercheck::ingest {
namespace {

TEST(EmailRuleTest, Vectors) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/email_rule.tsv");
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    const size_t tab = line.rfind('\t');
    if (line.starts_with("# text") || tab == std::string::npos) continue;
    EXPECT_EQ(HoldsEmail(line.substr(0, tab)), line.substr(tab + 1) == "1") << line;
    ++rows;
  }
  EXPECT_GE(rows, 28);
}

std::string Base64(std::string_view bytes, bool padded) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0);
    for (size_t j = 0; j < 4; ++j)
      if (j <= group.size())
        out += letters[bits >> (18 - 6 * j) & 63];
      else if (padded)
        out += '=';
  }
  return out;
}

TEST(EmailRuleTest, FindsAddressesHoweverTheyAreWrapped) {
  std::mt19937_64 random(7);
  const auto word = [&](size_t least) {
    std::string text;
    for (size_t size = least + random() % 8; size > 0; --size) text += static_cast<char>('a' + random() % 26);
    return text;
  };
  for (int round = 0; round < 5000; ++round) {
    const std::string address = word(1) + "." + word(1) + "@" + word(1) + "." + word(2);
    std::string text = address;
    for (int wrap = static_cast<int>(random() % 3); wrap > 0; --wrap) {
      if (random() % 2 == 0) {
        text = (random() % 2 == 0 ? "" : word(1)) + Base64(text, random() % 2 == 0);
        break;  // base64 inside base64 is not looked for
      }
      std::string escaped;
      for (const char c : text) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02x", static_cast<unsigned char>(c));
        escaped += c == '@' || c == '%' || random() % 4 == 0 ? hex : std::string(1, c);
      }
      text = escaped;
    }
    const std::string query = "a=" + word(0) + "&e=" + text + (random() % 2 == 0 ? "&z=" + word(1) : "");
    ASSERT_TRUE(HoldsEmail(query)) << query;
  }
}

TEST(EmailRuleTest, RandomTokensHoldNone) {
  std::mt19937_64 random(8);
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int found = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string token;
    for (int i = 0; i < 64; ++i) token += letters[random() % 64];
    found += HoldsEmail("session=" + token);
  }
  EXPECT_LE(found, 2);  // chance: about 4e-8 a byte
}

TEST(EmailRuleTest, QueryAndFragment) {
  EXPECT_EQ(QueryAndFragment("http://h/p?q#f"), "q#f");
  EXPECT_EQ(QueryAndFragment("http://h/p#f?q"), "f?q");
  EXPECT_EQ(QueryAndFragment("http://h/p"), "");
}

}  // namespace
}  // namespace cybercheck::ingest
