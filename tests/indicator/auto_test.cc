// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "indicator/canonical.h"
#include "tests/indicator/kind_rows.h"
#include "tests/indicator/test_rows.h"

namespace cybercheck::indicator {
namespace {

std::string Candidates(std::string_view value) {
  std::vector<Canonical> candidates;
  const auto read = CanonicalizeAuto(value, candidates);
  if (read.has_error()) return "!" + std::string(Describe(read.error().code).name);
  EXPECT_FALSE(candidates.empty());
  std::string text;
  for (const Canonical& candidate : candidates) text.append(text.empty() ? "" : " | ").append(PrintableKey(candidate));
  return text;
}

TEST(AutoTest, Rows) {
  size_t rows = 0;
  for (const test::Row& row : test::ReadVectors("auto.tsv")) {
    ++rows;
    EXPECT_EQ(Candidates(test::Unescape(row.fields[0])), row.fields[1]) << "auto.tsv:" << row.line << " \"" << row.fields[0] << '"';
  }
  EXPECT_GE(rows, 70u);
}

// What a kind's own rows say is among the candidates wherever the value looks like that kind at all.
TEST(AutoTest, NothingIsRefusedThatSomeKindTakes) {
  for (const auto& [name, kind] : {std::pair{"phones.tsv", Kind::kPhone}, {"promptpay.tsv", Kind::kPromptpay}, {"line.tsv", Kind::kLine},
                                   {"tiktok.tsv", Kind::kTiktok}, {"facebook.tsv", Kind::kFacebook}, {"accounts.tsv", Kind::kAccount}}) {
    for (const test::Row& row : test::ReadVectors(name)) {
      if (row.fields[1].starts_with('!')) continue;
      EXPECT_FALSE(Candidates(test::Unescape(row.fields[0])).starts_with('!')) << name << ':' << row.line << ' ' << row.fields[0];
    }
  }
}

TEST(AutoTest, RefusesWhatNoKindMayBe) {
  EXPECT_EQ(Candidates("\xff\xfe"), "!invalid_utf8");
  EXPECT_EQ(Candidates(std::string(kValueBytesMax + 1, '1')), "!value_too_long");
  EXPECT_EQ(Candidates(std::string(kValueBytesMax, '1')).front(), '!');
  EXPECT_EQ(Candidates(std::string(1000, ' ')), "!empty_value");
}

TEST(AutoTest, CandidatesAreDistinctAndTheirOwnForms) {
  constexpr std::string_view kPieces[] = {"0", "8", "1", "2", "66", "+", "-", " ", "@", "bad", "shop", ".", "com", "/", "://", "line", "ไลน์", "กสิกร", "ค่ะ", ":",
                                          "phone", "12345678", "_", "พร้อมเพย์", "\u200b", "x", "หมู"};
  std::mt19937 random(7);
  std::vector<Canonical> candidates;
  size_t found = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string value;
    for (auto left = random() % 8 + 1; left > 0; --left) value += kPieces[random() % std::size(kPieces)];
    if (CanonicalizeAuto(value, candidates).has_error()) {
      EXPECT_TRUE(candidates.empty()) << value;
      continue;
    }
    ++found;
    for (size_t a = 0; a < candidates.size(); ++a) {
      Canonical again;
      ASSERT_TRUE(Canonicalize(candidates[a].key.kind, candidates[a].key.form, again).has_value()) << value << " -> " << candidates[a].key.ToString();
      EXPECT_EQ(again.key, candidates[a].key) << value;
      for (size_t b = 0; b < a; ++b) EXPECT_NE(candidates[a].key, candidates[b].key) << value;
    }
  }
  EXPECT_GT(found, 3000u);
}

}  // namespace
}  // namespace cybercheck::indicator
